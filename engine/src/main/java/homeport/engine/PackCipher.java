package homeport.engine;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The head of a pack, and what makes each of its chunks one of this pack, at this place:
 * AES-256-GCM under a key of this pack alone, or, where nothing is secret, SHA-256. Both cover the
 * head, the chunk's number and whether it is the last, so that no chunk can be changed, moved, left
 * out or cut off unseen. Shape of the head: {@code HPPACK1\n}; 1 byte, 1 when encrypted; 16 random
 * bytes; 2 bytes length of the sealed key; the sealed key.
 */
final class PackCipher {
    private static final byte[] MAGIC = "HPPACK1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int SEALED_BYTES_MAX = 1024;

    /** What a chunk grows by. */
    static final int MARK_BYTES = 32;

    private final byte[] head;
    private final Optional<SecretKeySpec> key;

    private PackCipher(byte[] head, Optional<byte[]> key) {
        this.head = head;
        this.key = key.map(bytes -> new SecretKeySpec(bytes, "AES"));
    }

    /** Of a new pack; an encrypted one has a key that nothing else was ever encrypted with. */
    static PackCipher create(boolean encrypted, PackKeys keys) {
        SecureRandom random = new SecureRandom();
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        Optional<byte[]> key = encrypted ? Optional.of(new byte[KEY_BYTES]) : Optional.empty();
        key.ifPresent(random::nextBytes);
        byte[] sealed = key.map(keys::seal).orElse(new byte[0]);
        ByteBuffer head = ByteBuffer.allocate(MAGIC.length + 1 + ID_BYTES + 2 + sealed.length);
        head.put(MAGIC).put((byte) (encrypted ? 1 : 0)).put(id);
        head.putShort((short) sealed.length).put(sealed);
        return new PackCipher(head.array(), key);
    }

    /**
     * Of the pack that begins with this head.
     *
     * @throws EngineException it is none, or its key cannot be opened here
     */
    static PackCipher read(DataInputStream in, PackKeys keys) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 1 + ID_BYTES);
        boolean encrypted = encrypted(start);
        byte[] sealed = new byte[checked(in.readUnsignedShort())];
        in.readFully(sealed);
        ByteBuffer head = ByteBuffer.allocate(start.length + 2 + sealed.length);
        head.put(start).putShort((short) sealed.length).put(sealed);
        return new PackCipher(
                head.array(), encrypted ? Optional.of(opened(sealed, keys)) : Optional.empty());
    }

    /**
     * @param start of a pack
     */
    static boolean encrypted(byte[] start) {
        boolean ours =
                start.length > MAGIC.length
                        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
        if (!ours) throw new EngineException("this is not a pack: it begins otherwise");
        return start[MAGIC.length] == 1;
    }

    /** Bytes from which {@link #encrypted} can tell. */
    static int startBytes() {
        return MAGIC.length + 1;
    }

    private static int checked(int length) {
        if (length > SEALED_BYTES_MAX)
            throw new EngineException("a sealed key has " + length + " bytes, allowed 1024");
        return length;
    }

    private static byte[] opened(byte[] sealed, PackKeys keys) {
        byte[] key;
        try {
            key = keys.unseal(sealed);
        } catch (RuntimeException refused) {
            throw new EngineException(
                    "the key of the pack cannot be opened: it was changed, or this is not the"
                            + " installation that sealed it",
                    refused);
        }
        if (key.length != KEY_BYTES)
            throw new EngineException("the key of the pack has " + key.length + " bytes, not 32");
        return key;
    }

    byte[] head() {
        return head.clone();
    }

    /** What is written for the chunk. */
    byte[] close(byte[] content, long number, boolean last) {
        try {
            if (key.isPresent()) return cipher(Cipher.ENCRYPT_MODE, number, last).doFinal(content);
            byte[] marked = Arrays.copyOf(content, content.length + MARK_BYTES);
            byte[] mark = mark(content, content.length, number, last);
            System.arraycopy(mark, 0, marked, content.length, MARK_BYTES);
            return marked;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM and SHA-256 are in every JDK", impossible);
        }
    }

    /**
     * The chunk's content.
     *
     * @throws EngineException it is not what was written as chunk {@code number} of this pack
     */
    byte[] open(byte[] written, long number, boolean last) {
        try {
            if (key.isPresent()) return cipher(Cipher.DECRYPT_MODE, number, last).doFinal(written);
            int length = written.length - MARK_BYTES;
            if (length < 0) throw damaged(number);
            byte[] mark = Arrays.copyOfRange(written, length, written.length);
            if (!MessageDigest.isEqual(mark, mark(written, length, number, last)))
                throw damaged(number);
            return Arrays.copyOf(written, length);
        } catch (GeneralSecurityException wrong) {
            throw damaged(number);
        }
    }

    private static EngineException damaged(long number) {
        return new EngineException(
                "the pack is damaged: chunk %d is not what was written there".formatted(number));
    }

    /** The number is the nonce: no two chunks of a key have the same. */
    private Cipher cipher(int mode, long number, boolean last) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(number).array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.orElseThrow(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(head);
        cipher.updateAAD(place(number, last));
        return cipher;
    }

    private byte[] mark(byte[] content, int length, long number, boolean last)
            throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(head);
        digest.update(place(number, last));
        digest.update(content, 0, length);
        return digest.digest();
    }

    private static byte[] place(long number, boolean last) {
        return ByteBuffer.allocate(9).putLong(number).put((byte) (last ? 1 : 0)).array();
    }
}
