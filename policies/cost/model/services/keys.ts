import { flag } from "../read";
import type { Sheet } from "../sheet";

/**
 * Rotations that are billed: "the first and second rotation of the key adds $1/month", later ones nothing.
 * https://aws.amazon.com/kms/pricing/
 */
const BILLED_ROTATIONS = 2;

/** A customer managed KMS key, and the key material that rotation keeps (none on the first day, two in the end). */
export function kmsKey(sheet: Sheet): void {
    sheet.line("key", "awskms", "key");
    sheet.part(() => {
        if (flag(sheet.props.at("enableKeyRotation"))) {
            sheet.line("rotated key material", "awskms", "key", { idle: 0, worst: BILLED_ROTATIONS });
        }
    });
    sheet.usage("key requests");
}

/** A secret, and one more for each replica region. */
export function secret(sheet: Sheet): void {
    sheet.line("secret", "AWSSecretsManager", "secret");
    sheet.usage("secret requests");
}
