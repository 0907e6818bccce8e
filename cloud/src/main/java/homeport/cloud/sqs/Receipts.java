package homeport.cloud.sqs;

import homeport.aws.AwsException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Receipt handles: the queue, the message and a nonce of that one receive, in Base64. */
final class Receipts {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Receipts() {}

    record Receipt(String queueId, String key, String nonce) {}

    static String fresh() {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String handle(String queueId, Slot slot) {
        String text = queueId + " " + slot.key() + " " + slot.receipt();
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws AwsException {@code ReceiptHandleIsInvalid}
     */
    static Receipt read(String handle, String queueId) {
        try {
            String text = new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8);
            String[] parts = text.split(" ");
            if (parts.length == 3 && parts[0].equals(queueId))
                return new Receipt(parts[0], parts[1], parts[2]);
        } catch (IllegalArgumentException notBase64) {
            throw Refusal.handle(handle);
        }
        throw Refusal.handle(handle);
    }
}
