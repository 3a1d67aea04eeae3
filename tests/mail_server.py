"""A mail server for trying things out: takes every message by SMTP (port 1025), shows them at http://…:8025/ newest first.

Needs nothing but Python. Nothing leaves it and nothing is kept when it stops.
"""

import asyncio
import email
import email.policy

MESSAGES: list[str] = []


async def smtp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail\r\n")
    while line := await reader.readline():
        verb = line.split()[0].upper() if line.split() else b""
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            data = await reader.readuntil(b"\r\n.\r\n")
            MESSAGES.insert(0, readable(data[:-5].replace(b"\r\n..", b"\r\n.")))
        writer.write({b"QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n"))
        await writer.drain()
        if verb == b"QUIT":
            break
    writer.close()


def readable(data: bytes) -> str:
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return f"To: {message['To']}\nSubject: {message['Subject']}\n\n{text}"


async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    body = "\n----\n".join(MESSAGES).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
    await writer.drain()
    writer.close()


async def main() -> None:
    servers = [
        await asyncio.start_server(smtp, port=1025),
        await asyncio.start_server(web, port=8025),
    ]
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main())
