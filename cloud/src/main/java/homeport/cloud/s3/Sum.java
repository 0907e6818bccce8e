package homeport.cloud.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksums that S3 knows. Source: S3 user guide, "Checking object integrity". */
enum Sum {
    CRC32(Integer.BYTES),
    CRC32C(Integer.BYTES),
    CRC64NVME(Long.BYTES),
    SHA1(20),
    SHA256(32);

    private final int bytes;

    Sum(int bytes) {
        this.bytes = bytes;
    }

    /** {@code ChecksumCRC32}. */
    String member() {
        return "Checksum" + name();
    }

    String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** Of a whole object that came in parts, it can be told from those of the parts. */
    boolean linear() {
        return bytes <= Long.BYTES;
    }

    static Optional<Sum> named(String text) {
        for (Sum sum : values()) if (sum.name().equals(text)) return Optional.of(sum);
        return Optional.empty();
    }

    Running start() {
        return switch (this) {
            case CRC32 -> new OfChecksum(new CRC32(), bytes);
            case CRC32C -> new OfChecksum(new CRC32C(), bytes);
            case CRC64NVME -> new OfChecksum(new Crc64(), bytes);
            case SHA1 -> new OfDigest(digest("SHA-1"));
            case SHA256 -> new OfDigest(digest("SHA-256"));
        };
    }

    /** A sum over what has come so far. */
    interface Running {
        void update(byte[] bytes, int from, int length);

        byte[] value();

        default String base64() {
            return Base64.getEncoder().encodeToString(value());
        }
    }

    private record OfChecksum(Checksum checksum, int bytes) implements Running {
        @Override
        public void update(byte[] data, int from, int length) {
            checksum.update(data, from, length);
        }

        @Override
        public byte[] value() {
            ByteBuffer value = ByteBuffer.allocate(bytes);
            if (bytes == Integer.BYTES) value.putInt((int) checksum.getValue());
            else value.putLong(checksum.getValue());
            return value.array();
        }
    }

    private record OfDigest(MessageDigest digest) implements Running {
        @Override
        public void update(byte[] data, int from, int length) {
            digest.update(data, from, length);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }

    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
