package homeport.engine;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority that lives in a folder of mode 0700: {@code authority.pem} (mode 0600) holds the
 * root with its key and is the truth, {@code root.pem} is the root alone. Safe from any thread.
 */
public final class FileAuthority implements Authority {
    /** In the manner of {@code rds-ca-ecc384-g1}: what API replies call the root. */
    private static final String ID = "homeport-ca-ecc256-g1";

    private static final String ROOT_NAME = "Homeport Root CA";
    private static final Duration ROOT_LIFE = Duration.ofDays(3652);

    /** The longest that common clients accept is 398 days. */
    private static final Duration LEAF_LIFE = Duration.ofDays(397);

    /** Characters. Source: RFC 5280, appendix A.1, {@code ub-common-name}. */
    private static final int COMMON_NAME_MAX = 64;

    /** Clocks of clients may be behind. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private final Path rootFile;
    private final X509Certificate root;
    private final PrivateKey key;

    private FileAuthority(Path rootFile, Identity identity) {
        this.rootFile = rootFile;
        this.root = Pem.certificates(identity.certificate()).getFirst();
        this.key = Pem.privateKey(identity.privateKey());
    }

    /**
     * Opens the authority of that folder and makes it where there is none.
     *
     * @throws EngineException the folder cannot be used
     */
    public static FileAuthority open(Path folder, Instant now) {
        Path truth = folder.resolve("authority.pem");
        Path rootFile = folder.resolve("root.pem");
        try {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            var mode = PosixFilePermissions.fromString("rwx------");
            if (!Files.isDirectory(folder))
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mode));
            if (!Files.exists(truth)) Pem.write(truth, selfSigned(now));
            Identity identity = Pem.read(truth);
            if (!Files.exists(rootFile)
                    || !Files.readString(rootFile).equals(identity.certificate()))
                Pem.write(rootFile, new Identity(identity.certificate(), ""));
            return new FileAuthority(rootFile, identity);
        } catch (IOException e) {
            throw new EngineException("cannot keep the certificate authority in " + folder, e);
        }
    }

    @Override
    public Path rootCertificate() {
        return rootFile;
    }

    @Override
    public Root root() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(root.getEncoded());
            return new Root(
                    ID,
                    HexFormat.of().formatHex(digest),
                    root.getNotBefore().toInstant(),
                    root.getNotAfter().toInstant());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-1 of our own certificate", e);
        }
    }

    @Override
    public Identity issue(
            String commonName, List<String> dnsNames, List<String> addresses, Instant now) {
        KeyPair pair = newKey();
        List<GeneralName> names = new ArrayList<>();
        dnsNames.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        addresses.forEach(a -> names.add(new GeneralName(GeneralName.iPAddress, a)));
        Instant end = now.plus(LEAF_LIFE);
        if (end.isAfter(root.getNotAfter().toInstant())) end = root.getNotAfter().toInstant();
        try {
            X509v3CertificateBuilder builder =
                    builder(
                            X500Name.getInstance(root.getSubjectX500Principal().getEncoded()),
                            commonName,
                            pair,
                            now,
                            end);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            KeyPurposeId[] purposes = {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            };
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root));
            if (!names.isEmpty())
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(names.toArray(GeneralName[]::new)));
            return sign(builder, key, pair);
        } catch (CertIOException | GeneralSecurityException e) {
            throw new EngineException("cannot issue a certificate for " + commonName, e);
        }
    }

    /**
     * A certificate with its key for signatures over messages: RSA, 2048 bits.
     *
     * @param end when it is over, unless the root is over before
     */
    public Identity issueForSignatures(String commonName, Instant now, Instant end) {
        KeyPair pair = newSigningKey();
        Instant rootEnd = root.getNotAfter().toInstant();
        try {
            X509v3CertificateBuilder builder =
                    builder(
                            X500Name.getInstance(root.getSubjectX500Principal().getEncoded()),
                            commonName,
                            pair,
                            now,
                            end.isAfter(rootEnd) ? rootEnd : end);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root));
            return sign(builder, key, pair);
        } catch (CertIOException | GeneralSecurityException e) {
            throw new EngineException("cannot issue a certificate for " + commonName, e);
        }
    }

    private static KeyPair newSigningKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no RSA", e);
        }
    }

    private static Identity selfSigned(Instant now) {
        KeyPair pair = newKey();
        try {
            X509v3CertificateBuilder builder =
                    builder(name(ROOT_NAME), ROOT_NAME, pair, now, now.plus(ROOT_LIFE));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return sign(builder, pair.getPrivate(), pair);
        } catch (CertIOException | GeneralSecurityException e) {
            throw new EngineException("cannot make the root certificate", e);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, String subject, KeyPair pair, Instant now, Instant end)
            throws CertIOException, GeneralSecurityException {
        BigInteger serial = new BigInteger(127, new SecureRandom()).setBit(126);
        X509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        issuer,
                        serial,
                        Date.from(now.minus(BACKDATED)),
                        Date.from(end),
                        name(subject),
                        pair.getPublic());
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return builder;
    }

    /** Clients check the alternative names, which are whole; a common name may be no longer. */
    private static X500Name name(String commonName) {
        String fits = commonName;
        while (fits.length() > COMMON_NAME_MAX)
            fits =
                    fits.indexOf('.') < 0
                            ? fits.substring(0, COMMON_NAME_MAX)
                            : fits.substring(fits.indexOf('.') + 1);
        return new X500NameBuilder().addRDN(BCStyle.CN, fits).build();
    }

    private static Identity sign(X509v3CertificateBuilder builder, PrivateKey key, KeyPair pair)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
            X509Certificate certificate =
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new Identity(
                    Pem.text("CERTIFICATE", certificate.getEncoded()),
                    Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }
}
