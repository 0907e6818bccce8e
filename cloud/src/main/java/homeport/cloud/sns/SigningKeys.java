package homeport.cloud.sns;

import homeport.aws.Sha256;
import homeport.cloud.secret.Sealer;
import homeport.cloud.sns.delivery.Signing;
import homeport.store.Op;
import homeport.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The key that messages are signed with, sealed in {@code /sns/~signing}, and its certificates,
 * which stay in {@code /sns/~certificate/<name>}: what was signed with an older one can still be
 * checked. Safe from any thread.
 */
final class SigningKeys implements Signing {
    private static final String KEY = "/sns/~signing";
    private static final String CERTIFICATES = "/sns/~certificate/";
    private static final String PATH = "/SimpleNotificationService-";
    private static final String CONTEXT = "sns signing key";

    /** A key is replaced so long before its certificate ends. */
    private static final Duration SPARE = Duration.ofDays(30);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Store store;
    private final Sealer sealer;
    private final Certifier certifier;
    private final InstantSource clock;
    private Current current;

    /** Guarded by this. */
    private record Current(Held held, PrivateKey key) {}

    /**
     * @param name of the certificate's file: 32 hex digits of its hash
     */
    private record Held(String name, String sealedKey, Instant end) {}

    SigningKeys(Store store, Sealer sealer, Certifier certifier, InstantSource clock) {
        this.store = store;
        this.sealer = sealer;
        this.certifier = certifier;
        this.clock = clock;
    }

    @Override
    public String sign(int version, String text) {
        try {
            Signature signature =
                    Signature.getInstance(version == 1 ? "SHA1withRSA" : "SHA256withRSA");
            signature.initSign(current().key());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK signs with RSA", impossible);
        }
    }

    @Override
    public String certificatePath() {
        return PATH + current().held().name() + ".pem";
    }

    /** What lies at a path of the API port; empty: nothing of ours. */
    Optional<String> certificate(String path) {
        if (!path.startsWith(PATH) || !path.endsWith(".pem")) return Optional.empty();
        String name = path.substring(PATH.length(), path.length() - ".pem".length());
        if (!name.matches("[0-9a-f]{32}")) return Optional.empty();
        return store.get(CERTIFICATES + name)
                .map(entry -> new String(entry.value(), StandardCharsets.UTF_8));
    }

    private synchronized Current current() {
        Instant now = clock.instant();
        if (current == null) store.get(KEY).ifPresent(entry -> current = open(entry.value()));
        if (current == null || now.isAfter(current.held().end().minus(SPARE))) current = make(now);
        return current;
    }

    private Current open(byte[] value) {
        Held held = JSON.readValue(value, Held.class);
        byte[] sealed = Base64.getDecoder().decode(held.sealedKey());
        return new Current(held, key(sealer.unseal(sealed, CONTEXT)));
    }

    private Current make(Instant now) {
        Certifier.Issued issued = certifier.issue("sns.homeport", now);
        byte[] key = Base64.getMimeDecoder().decode(body(issued.privateKey()));
        byte[] certificate = issued.certificate().getBytes(StandardCharsets.UTF_8);
        Held held =
                new Held(
                        name(certificate),
                        Base64.getEncoder().encodeToString(sealer.seal(key, CONTEXT)),
                        issued.end());
        store.commit(
                List.of(
                        Op.put(KEY, JSON.writeValueAsBytes(held)),
                        Op.put(CERTIFICATES + held.name(), certificate)));
        return new Current(held, key(key));
    }

    private static String body(String pem) {
        return pem.replaceAll("-----[A-Z ]+-----", "").strip();
    }

    private static PrivateKey key(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the key that messages are signed with", broken);
        }
    }

    private static String name(byte[] certificate) {
        return Sha256.hex(certificate).substring(0, 32);
    }
}
