package homeport.proxy.door;

import homeport.proxy.tls.TlsContext;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate of its own for one address, made by keytool. */
public record Certificate(TlsContext context, Path root) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** For a client in this JVM that trusts this certificate only. */
    public SSLContext trusted() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var pem = Files.newInputStream(root)) {
            var certificates = CertificateFactory.getInstance("X.509");
            store.setCertificateEntry("root", certificates.generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    public static Certificate of(String address, Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                                "-genkeypair",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD),
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-alias",
                                "door",
                                "-dname",
                                "CN=door",
                                "-ext",
                                "san=ip:" + address,
                                "-ext",
                                "bc:c=ca:true")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.out").toFile())
                        .start();
        if (!keytool.waitFor(20, TimeUnit.SECONDS) || keytool.exitValue() != 0)
            throw new IllegalStateException(Files.readString(folder.resolve("keytool.out")));
        KeyStore keys = KeyStore.getInstance(new File(store.toString()), PASSWORD);
        TlsContext context =
                TlsContext.of(
                        (PrivateKey) keys.getKey("door", PASSWORD),
                        List.of((X509Certificate) keys.getCertificate("door")));
        String encoded =
                Base64.getMimeEncoder().encodeToString(keys.getCertificate("door").getEncoded());
        Path root =
                Files.writeString(
                        folder.resolve("root.pem"),
                        "-----BEGIN CERTIFICATE-----\n"
                                + encoded
                                + "\n-----END CERTIFICATE-----\n");
        return new Certificate(context, root);
    }
}
