package homeport.control.dbproxy;

import homeport.control.instance.Passwords;
import homeport.engine.Node.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** Passwords of {@link ProxyUser}s: made here, never shown, sealed in records. */
final class ProxyPasswords {
    private static final int BYTES = 24;

    private final Passwords.Sealer sealer;
    private final SecureRandom random = new SecureRandom();

    ProxyPasswords(Passwords.Sealer sealer) {
        this.sealer = sealer;
    }

    /** A user with a new password, sealed for this target only. */
    ProxyUser make(String targetId) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byte[] sealed = sealer.seal(text.getBytes(StandardCharsets.US_ASCII), context(targetId));
        return new ProxyUser(Base64.getEncoder().encodeToString(sealed), 1, 0);
    }

    Secret unseal(ProxyUser user, String targetId) {
        byte[] sealed = Base64.getDecoder().decode(user.sealed());
        byte[] plain = sealer.unseal(sealed, context(targetId));
        return new Secret(new String(plain, StandardCharsets.US_ASCII));
    }

    private static String context(String targetId) {
        return ProxyUser.NAME + " of " + targetId;
    }
}
