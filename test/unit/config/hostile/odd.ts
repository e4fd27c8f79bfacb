/** Values and names that nobody should write into a stack file. */
import fc from "fast-check";

/** Stands where no message may repeat it: below keys that the configuration does not know. */
export const PLANTED_SECRET = "planted-SECRET-7f3c";

/**
 * What the engine (3.160.0) makes of values below a key that YAML reads in its own way: yes, on, 010, 0x1F, 1_000,
 * 1.30, 1e3, 1e400, -0, ~, 2026-01-01, 12:30:45, 012345678901, a merge key, an integer of 23 digits.
 */
const YAML_ODDITIES = ["yes", "on", 8, 31, 1000, 1.3, "1e400", 0, null, "2026-01-01 00:00:00 +0000 UTC", "12:30:45"];
const YAML_MORE = [12_345_678_901, { x: 1 }, 1.234_567_890_123_456_8e22, true, "5"];
export const INHERITED = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "prototype",
    "then",
    "toJSON",
];
const NUMBERS = [-0, -1, 0.1, 1e-9, 1e21, 1e308, 2 ** 31, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 19, 36, 101, 65_537];
const NUMBER_LIKE = [
    "NaN",
    "Infinity",
    "-Infinity",
    "-0",
    "0x10",
    "1e3",
    "１２",
    "१२",
    "0",
    "12 ",
    "undefined",
    "null",
    "",
];
const TEXTS = [
    "a\nb: c",
    "a\r\n    at Object.<anonymous> (/x.ts:1:1)",
    "\u001b[31mred",
    "a\u2028b\u0085c",
    "\u202eabc",
    "\ud800",
    "x".repeat(5000),
    "é".repeat(200),
    "😀".repeat(100),
    "$&$1${x}",
    "%s%o",
    " ",
    "\0",
];
/** Words that look up what every JavaScript object inherits, in the form that a key expects. */
const INHERITED_FORMS = INHERITED.flatMap((word) => [
    word,
    `m7g.${word}`,
    `db.${word}.large`,
    `db.t3.${word}`,
    `cache.${word}.large`,
]);
const BLOCKS = [
    "10.0.0.0/15",
    "10.0.0.0/21",
    "010.0.0.0/16",
    "10.10.0.0/016",
    "10.10.0.00/16",
    "0.0.0.0/0",
    "0.0.0.0/00",
    "0.0.0.0/01",
    "000.0.0.0/0",
    "0.0.0.0/2",
    "203.0.113.7/24",
    "256.0.0.0/16",
    "10.0.0.0/33",
    "10.0.0/16",
    "0x0a.0.0.0/16",
    "fd00::/16",
    "172.17.0.0/16",
    "172.16.0.0/16",
    "192.168.0.0/16",
];
const NAMES = [
    "latest",
    "LATEST",
    "16.",
    "16.99999999999",
    "016",
    "1.350",
    "us-east-1",
    "us-east-1a",
    "a-",
    "-a",
    "_a",
    "a..",
    "r.example-/a",
];
const ROLES = ["role/", "role/a/", "role//a", `role/${"r".repeat(65)}`].map(
    (end) => `arn:aws:iam::111111111111:${end}`,
);

/** Text of a value that is nested too deep to be written as JSON by JavaScript. */
export const deepValue = fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.boolean()).map(([depth, list]) => {
    // As text: a value that deep cannot be turned into JSON again.
    const [open, close] = list ? ["[", "]"] : ['{"a":', "}"];
    return new RawJson(`${open.repeat(depth)}1${close.repeat(depth)}`);
});

/** JSON that is handed over as it stands: a value that no JavaScript object has, or that is too deep to be written. */
export class RawJson {
    constructor(readonly text: string) {}
}

/** Any value that may stand where another is expected. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<unknown>(...YAML_ODDITIES, ...YAML_MORE, ...NUMBERS, ...NUMBER_LIKE) },
    { weight: 4, arbitrary: fc.constantFrom<unknown>(...TEXTS, ...INHERITED_FORMS, ...BLOCKS, ...NAMES, ...ROLES) },
    {
        weight: 1,
        arbitrary: fc.constantFrom("1e400", "-1e400", '{"__proto__":{"a":1}}', "-0").map((t) => new RawJson(t)),
    },
    { weight: 1, arbitrary: fc.constantFrom([], {}, [[]], [null], [{}], { "0": "a", length: 1 }, { secure: "v1:x" }) },
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 1, arbitrary: fc.maxSafeInteger() },
    { weight: 1, arbitrary: fc.array(fc.constantFrom("us-east-1a", "m7g.large", "10.0.0.0/8", 1), { maxLength: 300 }) },
);

/** A name that no key has, or that one nearly has. */
export const oddKey = fc.oneof(
    fc.constantFrom(
        ...INHERITED,
        "databse",
        "cidr ",
        "Region",
        "accountID",
        "",
        "a.b",
        "0",
        "a\nb",
        "k".repeat(3000),
        "\u001b[2J",
    ),
    fc.string({ unit: "binary", maxLength: 20 }),
);
