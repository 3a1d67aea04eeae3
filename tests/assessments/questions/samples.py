"""One good question of every kind, as an author writes it."""

RECESSIVE = """
I-1 male
I-2 female
II-1 male affected
II-2 female
II-3 male
III-1 female proband   # a carrier through her father
I-1 + I-2: II-1 II-3
II-1 + II-2: III-1
"""
SAMPLES = {
    "single-choice": {
        "text": "About how long is the haploid human genome?",
        "feedback": "Counted in base pairs.",
        "options": [
            {"text": "3.2 billion", "correct": True, "feedback": "Right."},
            {"text": "3.2 million", "feedback": "Nearer to a bacterium."},
            {"text": "3.2 thousand"},
        ],
    },
    "multiple-response": {
        "text": "Which can be passed on?",
        "scoring": "penalty",
        "options": [
            {"text": "A germline variant", "correct": True},
            {"text": "A somatic variant", "feedback": "Stays in the tumour."},
            {"text": "A mosaic variant in germ cells", "correct": True},
        ],
    },
    "true-false": {
        "text": "Cancer on the father's side is irrelevant.",
        "correct": False,
        "feedback_true": "BRCA variants pass through either parent.",
    },
    "kprim": {
        "text": "About autosomal recessive inheritance:",
        "options": [
            {"text": "Both parents of an affected child are usually carriers.", "correct": True},
            {"text": "Each further child has a risk of one in four.", "correct": True},
            {"text": "Only sons are affected.", "feedback": "That would suggest X-linkage."},
            {"text": "It skips every other generation.", "correct": False},
        ],
    },
    "matching": {
        "text": "Match drug and gene.",
        "pairs": [
            {"text": "clopidogrel", "match": "CYP2C19"},
            {"text": "codeine", "match": "CYP2D6"},
            {"text": "tramadol", "match": "CYP2D6", "feedback": "Like codeine."},
        ],
        "distractors": ["TPMT"],
    },
    "ordering": {
        "text": "Order the steps from sample to report.",
        "items": [
            {"text": "Take the sample"},
            {"text": "Extract DNA"},
            {"text": "Sequence"},
            {"text": "Interpret variants"},
        ],
    },
    "cloze": {
        "text": "Fill in.",
        "passage": "DNA is transcribed to [[rna]] and translated to [[protein]].",
        "gaps": [
            {"id": "rna", "answers": ["mRNA", {"text": "RNA", "credit": 50}]},
            {"id": "protein", "answers": ["protein"], "options": ["protein", "lipid"]},
        ],
    },
    "short-text": {
        "text": "Which enzyme activates clopidogrel?",
        "answers": ["CYP2C19", {"text": "CYP450", "credit": 30, "feedback": "Which of them?"}],
    },
    "numeric": {
        "text": "The allele frequency is {q} %. How many of 10 000 people are carriers?",
        "variables": [{"name": "q", "min": 0.5, "max": 2, "step": 0.5}],
        "formula": "10000 * 2 * (1 - q / 100) * q / 100",
        "tolerance_percent": 2,
        "unit": "people",
        "decimals": 0,
    },
    "risk": {
        "text": "His sister has cystic fibrosis. His test, which finds {d} % of variants, is negative. Is he a carrier?",
        "variables": [{"name": "d", "min": 80, "max": 95, "step": 5}],
        "hypothesis": "carrier",
        "alternative": "not a carrier",
        "prior": "2/3",
        "evidence": [
            {"text": "negative test ({d} %)", "likelihood": "1 - d/100", "alternative": "1"}
        ],
    },
}

SAMPLES["pedigree-mark"] = {
    "text": "Mark the obligate carriers of this recessive condition.",
    "pedigree": RECESSIVE,
    "obligate_carriers": "AR",
}
SAMPLES["pedigree-build"] = {
    "text": "Karl and Berta have a daughter, Anna, who is affected. Karl has died.",
    "pedigree": """
        I-1 male deceased "Karl"
        I-2 female "Berta"
        II-1 female affected proband "Anna"
        I-1 + I-2: II-1
    """,
}
SAMPLES["variant-classification"] = {
    "text": "Classify this BRCA2 variant.",
    "evidence": [
        {
            "text": "Nonsense variant in exon 11; loss of function is a known mechanism.",
            "criterion": "PVS1",
        },
        {"text": "Absent from population databases.", "criterion": "PM2", "strength": "supporting"},
        {"text": "The gene has 27 exons.", "criterion": "none", "feedback": "That is no evidence."},
    ],
}
SAMPLES["pharmacogenomics"] = {
    "text": "After a stent, CYP2C19 {diplotype} is reported. Clopidogrel is planned.",
    "gene": "CYP2C19",
    "drug": "clopidogrel",
    "setting": "ACS or PCI",
    "diplotypes": ["*1/*1", "*1/*2", "*2/*2", "*17/*17"],
}
SAMPLES["report-reading"] = {
    "text": "Which passages say what the test cannot exclude?",
    "report": "Fictional laboratory, report 17",
    "passages": [
        {"text": "Panel of 30 genes."},
        {"text": "Deep intronic variants are not detected.", "correct": True},
        {"text": "No pathogenic variant was found.", "feedback": "A result, not a limit."},
        {"text": "Repeat expansions are not analysed.", "correct": True},
    ],
}
SAMPLES["hotspot"] = {
    "text": "Mark every place of this cell where DNA is found.",
    "picture": """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 120">
        <ellipse cx="100" cy="60" rx="95" ry="55" fill="#e6eaf0" stroke="#556070"/>
        <circle cx="70" cy="60" r="26" fill="#cdeae6" stroke="#0f766e"/>
        <ellipse cx="140" cy="45" rx="18" ry="9" fill="#fde6c8" stroke="#b45309"/>
        <path d="M120 88h30" stroke="#556070"/>
        </svg>
    """,
    "alt": "A cell with a large round body, a small oval body and a line of membrane.",
    "spots": [
        {"text": "The large round body", "area": [21, 27, 28, 46], "correct": True},
        {"text": "The small oval body", "area": [60, 28, 20, 18], "correct": True},
        {
            "text": "The line of membrane",
            "area": [58, 68, 20, 10],
            "feedback": "Membranes carry no DNA.",
        },
    ],
}
SAMPLES["written"] = {
    "text": "A father asks whether his daughter should be tested for his *BRCA2* variant. What do you tell him?",
    "model_answer": "She has a chance of one in two; testing is offered once she is of age.",
    "markers": 2,
    "rubric": [
        {
            "text": "The chance",
            "levels": [
                {"points": 0, "text": "not told or wrong"},
                {"points": 1, "text": "told"},
                {"points": 2, "text": "told and explained"},
            ],
        },
        {
            "text": "When to test",
            "levels": [{"points": 2, "text": "of age"}, {"points": 0, "text": "not told"}],
        },
    ],
}


def question(kind: str, **changes) -> dict:
    return {"key": f"a-{kind}", "kind": kind, **SAMPLES[kind], **changes}
