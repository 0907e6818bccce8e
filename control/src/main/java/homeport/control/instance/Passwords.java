package homeport.control.instance;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** Master passwords: sealed in records, made by the service when it manages them. */
public final class Passwords {
    /**
     * Source: RDS user guide, "Password management with Amazon RDS and AWS Secrets Manager": 28
     * characters.
     */
    private static final int LENGTH = 28;

    private static final String[] CLASSES = {
        "abcdefghijklmnopqrstuvwxyz",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "0123456789",
        "!#$%&()*+,-.:;<=>?[]^_{|}~"
    };

    private final Sealer sealer;
    private final SecureRandom random = new SecureRandom();

    public Passwords(Sealer sealer) {
        this.sealer = sealer;
    }

    /** Encryption at rest; the store's vault, plugged in by the server. */
    public interface Sealer {
        byte[] seal(byte[] plain, String context);

        byte[] unseal(byte[] sealed, String context);
    }

    /**
     * @param resourceId the sealed text is of use with this instance only
     */
    String seal(String password, String resourceId) {
        byte[] plain = password.getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(sealer.seal(plain, context(resourceId)));
    }

    public String unseal(DbInstance instance) {
        byte[] sealed = Base64.getDecoder().decode(instance.password().sealed());
        byte[] plain = sealer.unseal(sealed, context(instance.resourceId()));
        return new String(plain, StandardCharsets.UTF_8);
    }

    /** What the secret of a managed master password holds. */
    public static String secretText(String user, String password) {
        return "{\"username\":\"%s\",\"password\":\"%s\"}"
                .formatted(user, password.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    /** With characters of every class, in random order. */
    public String generate() {
        String all = String.join("", CLASSES);
        while (true) {
            StringBuilder password = new StringBuilder();
            for (int i = 0; i < LENGTH; i++)
                password.append(all.charAt(random.nextInt(all.length())));
            if (hasEveryClass(password)) return password.toString();
        }
    }

    private static boolean hasEveryClass(CharSequence password) {
        for (String kind : CLASSES)
            if (password.chars().noneMatch(c -> kind.indexOf(c) >= 0)) return false;
        return true;
    }

    private static String context(String resourceId) {
        return "master password of " + resourceId;
    }
}
