package homeport.cloud.s3;

import homeport.aws.AwsException;
import homeport.aws.rest.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.awssdk.core.SdkPojo;

/** From a body to bytes on disk that nobody owns yet, and what they were checked by. */
final class Receiving {
    /** Of one upload or one part. Source: S3 user guide, "Amazon S3 multipart upload limits". */
    static final long BYTES_MAX = 5L << 30;

    /** The databases live on this disk, too. */
    private static final long ROOM_BYTES_MIN = 256L << 20;

    private static final int BUFFER_BYTES = 256 << 10;

    private final BucketFiles files;
    private final SdkPojo request;
    private final Upload upload;
    private final MessageDigest md5 = Sum.digest("MD5");
    private final Map<Sum, Sum.Running> sums = new EnumMap<>(Sum.class);

    /**
     * What came.
     *
     * @param etag MD5 in hex
     * @param checksums in base64, by the names of {@link Sum}
     */
    record Received(Version.Blob blob, String etag, Map<String, String> checksums) {}

    private Receiving(BucketFiles files, SdkPojo request, Upload upload) {
        this.files = files;
        this.request = request;
        this.upload = upload;
    }

    /**
     * @param request has members for checksums
     * @param besides computed in any case
     * @throws AwsException {@code BadDigest}, {@code EntityTooLarge} and what the body is refused
     *     by
     */
    static Received receive(
            BucketFiles files, SdkPojo request, Upload upload, Optional<Sum> besides)
            throws IOException {
        Receiving receiving = new Receiving(files, request, upload);
        receiving.choose(besides);
        return receiving.receive();
    }

    /** What the sender states; where it states nothing, what S3 computes by itself. */
    private void choose(Optional<Sum> besides) {
        besides.ifPresent(sum -> sums.put(sum, sum.start()));
        Members.text(request, "ChecksumAlgorithm")
                .flatMap(Sum::named)
                .ifPresent(sum -> sums.put(sum, sum.start()));
        for (Sum sum : Sum.values()) {
            boolean stated =
                    Members.text(request, sum.member()).isPresent()
                            || upload.announced().contains(sum.header());
            if (stated) sums.put(sum, sum.start());
        }
        if (sums.isEmpty()) sums.put(Sum.CRC64NVME, Sum.CRC64NVME.start());
    }

    private Received receive() throws IOException {
        OptionalLong stated = upload.length();
        if (stated.orElse(0) > BYTES_MAX) throw Refusal.tooLarge();
        checkRoom(stated.orElse(0));
        Path file = files.blob(UUID.randomUUID().toString());
        boolean whole = false;
        try {
            long size = copy(file);
            Received received =
                    new Received(
                            new Version.Blob(file.getFileName().toString(), size),
                            HexFormat.of().formatHex(md5()),
                            checked());
            Durable.sync(files.blobs());
            whole = true;
            return received;
        } finally {
            if (!whole) Files.deleteIfExists(file);
        }
    }

    private void checkRoom(long bytes) throws IOException {
        long left = Files.getFileStore(files.blobs()).getUsableSpace() - bytes;
        if (left < ROOM_BYTES_MIN)
            throw new AwsException(
                    "ServiceUnavailable",
                    "The disk of the data folder would have %d bytes left, fewer than the %d that are kept for databases."
                            .formatted(left, ROOM_BYTES_MIN));
    }

    private long copy(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        try (FileChannel out = Durable.create(file)) {
            int count;
            while ((count = upload.read(buffer, 0, buffer.length)) >= 0) {
                size += count;
                if (size > BYTES_MAX) throw Refusal.tooLarge();
                md5.update(buffer, 0, count);
                for (Sum.Running sum : sums.values()) sum.update(buffer, 0, count);
                ByteBuffer left = ByteBuffer.wrap(buffer, 0, count);
                while (left.hasRemaining()) out.write(left);
            }
            out.force(true);
        }
        return size;
    }

    private byte[] md5() {
        byte[] value = md5.digest();
        Optional<String> stated = Members.text(request, "ContentMD5");
        if (stated.isEmpty()) return value;
        byte[] wanted;
        try {
            wanted = Base64.getDecoder().decode(stated.get());
        } catch (IllegalArgumentException notBase64) {
            wanted = new byte[0];
        }
        if (wanted.length != value.length)
            throw new AwsException("InvalidDigest", "The Content-MD5 you specified was invalid.");
        if (!MessageDigest.isEqual(wanted, value))
            throw new AwsException(
                    "BadDigest", "The Content-MD5 you specified did not match what we received.");
        return value;
    }

    private Map<String, String> checked() {
        Map<String, String> values = new TreeMap<>();
        sums.forEach((sum, running) -> {
            String value = running.base64();
            Optional<String> stated =
                    Members.text(request, sum.member())
                            .or(() -> Optional.ofNullable(upload.trailers().get(sum.header())));
            if (stated.filter(text -> !text.equals(value)).isPresent())
                throw new AwsException(
                        "BadDigest",
                        "The %s you specified did not match the calculated checksum."
                                .formatted(sum));
            values.put(sum.name(), value);
        });
        return values;
    }
}
