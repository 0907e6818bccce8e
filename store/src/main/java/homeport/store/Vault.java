package homeport.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secrets at rest: AES-256-GCM under a key file. Shape of a sealed secret: 1 byte version, 12 bytes
 * nonce, the encrypted bytes, 16 bytes tag. Safe from any thread.
 */
public final class Vault {
    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    private Vault(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * Reads the key file; makes it with mode 0600 when there is none.
     *
     * @throws StoreException it can be read by others, has another length, or cannot be read
     */
    public static Vault open(Path keyFile) {
        try {
            if (!Files.exists(keyFile)) create(keyFile);
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(keyFile);
            if (!Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
                    .containsAll(mode))
                throw new StoreException(
                        "the key file %s has mode %s; others must not read it: chmod 600 %s"
                                .formatted(keyFile, PosixFilePermissions.toString(mode), keyFile),
                        null);
            byte[] key = Files.readAllBytes(keyFile);
            if (key.length != KEY_BYTES)
                throw new StoreException(
                        "the key file %s has %d bytes, not %d"
                                .formatted(keyFile, key.length, KEY_BYTES),
                        null);
            return new Vault(key);
        } catch (IOException failed) {
            throw new StoreException(
                    "the key file %s cannot be used: %s".formatted(keyFile, failed.getMessage()),
                    failed);
        }
    }

    private static void create(Path keyFile) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path partial = keyFile.resolveSibling(keyFile.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        Files.createFile(
                partial,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel file = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(key));
            file.force(true);
        }
        Files.move(partial, keyFile, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(keyFile.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    /**
     * @param context what the secret belongs to; only the same context opens it again
     */
    public byte[] seal(byte[] plain, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
            byte[] sealed = new byte[1 + NONCE_BYTES + encrypted.length];
            sealed[0] = VERSION;
            System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
            System.arraycopy(encrypted, 0, sealed, 1 + NONCE_BYTES, encrypted.length);
            return sealed;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM is part of every JDK", impossible);
        }
    }

    /**
     * @throws StoreException it was changed, or sealed under another key or for another context
     */
    public byte[] unseal(byte[] sealed, String context) {
        if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / 8 || sealed[0] != VERSION)
            throw new StoreException("this is not a sealed secret", null);
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context)
                    .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
        } catch (GeneralSecurityException wrong) {
            throw new StoreException(
                    "a secret cannot be opened: it was changed, or sealed under another key or for another use",
                    wrong);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
