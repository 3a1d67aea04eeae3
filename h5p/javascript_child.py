"""The process of `h5p.javascript`: reads one request, answers it, ends. Knows nothing of the platform."""

import contextlib
import json
import math
import resource
import sys

import quickjs


def main() -> None:
    asked = json.load(sys.stdin)
    seconds = math.ceil(asked["seconds"])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"] * 8, asked["memory"] * 8))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    context = quickjs.Context()
    context.set_memory_limit(asked["memory"])
    context.set_time_limit(asked["seconds"])
    try:
        context.eval(asked["source"])
        context.eval("globalThis.$ = (f, a) => JSON.stringify(f(...JSON.parse(a)) ?? null)")
        function = context.eval(asked["function"])
        value = context.get("$")(function, json.dumps(asked["arguments"]))
        sys.stdout.write('{"value":' + value + "}")
    except quickjs.JSException as error:
        message = str(error)
        if "InternalError" in message:  # interrupted, or out of memory or stack
            sys.exit(3)
        sys.stdout.write(json.dumps({"failed": message[:500]}))


main()
