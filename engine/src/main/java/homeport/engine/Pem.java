package homeport.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and EC keys as PEM texts. Source: RFC 7468. */
final class Pem {
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    private Pem() {}

    static String text(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
    }

    /** The chain, leaf first. */
    static List<X509Certificate> certificates(String pem) {
        try {
            var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new EngineException("not a certificate in PEM form", e);
        }
    }

    static PrivateKey privateKey(String pem) {
        int begin = pem.indexOf(KEY_BEGIN);
        int end = pem.indexOf(KEY_END);
        if (begin < 0 || end < begin) throw new EngineException("no private key in PEM form");
        byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + KEY_BEGIN.length(), end));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new EngineException("not an EC key", e);
        }
    }

    /** One file of mode 0600: the certificate, then its key; it appears whole or not at all. */
    static void write(Path file, Authority.Identity identity) throws IOException {
        Path partial = Durable.partial(file);
        Files.deleteIfExists(partial);
        var mode = PosixFilePermissions.fromString("rw-------");
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(mode));
        byte[] text =
                (identity.certificate() + identity.privateKey()).getBytes(StandardCharsets.UTF_8);
        Files.write(partial, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Durable.move(partial, file);
    }

    static Authority.Identity read(Path file) throws IOException {
        String text = Files.readString(file);
        int key = text.indexOf(KEY_BEGIN);
        if (key < 0) throw new IOException(file + " holds no private key");
        return new Authority.Identity(text.substring(0, key), text.substring(key));
    }
}
