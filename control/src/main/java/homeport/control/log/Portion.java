package homeport.control.log;

import homeport.aws.AwsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Whole lines of a log file from one place on. Source: RDS API reference, DownloadDBLogFilePortion:
 * at most 10,000 lines or 1 MB; the marker tells where the next portion starts; without a marker,
 * the last lines.
 *
 * @param end offset in bytes after the last line given
 * @param more there is more after it
 */
record Portion(String text, long end, boolean more) {
    private static final int LINES_MAX = 10_000;
    private static final int BYTES_MAX = 1 << 20;

    /**
     * @param marker null, {@code 0} for the beginning, or what an earlier portion gave
     * @param lines null for as many as fit
     */
    static Portion of(Path file, String marker, Integer lines) throws IOException {
        int most = lines == null ? LINES_MAX : lines;
        if (most < 1 || most > LINES_MAX)
            throw AwsException.invalidValue(
                    "Invalid NumberOfLines %d. Must be between 1 and %d."
                            .formatted(most, LINES_MAX));
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            return marker == null && lines != null
                    ? last(channel, size, most)
                    : from(channel, size, offset(marker, size), most);
        }
    }

    private static long offset(String marker, long size) {
        if (marker == null || marker.isEmpty()) return 0;
        try {
            long offset = Long.parseLong(marker);
            if (offset >= 0) return Math.min(offset, size);
        } catch (NumberFormatException notOurs) {
            throw AwsException.invalidValue("Invalid Marker: %s.".formatted(marker));
        }
        throw AwsException.invalidValue("Invalid Marker: %s.".formatted(marker));
    }

    private static Portion from(FileChannel file, long size, long start, int lines)
            throws IOException {
        byte[] bytes = read(file, start, (int) Math.min(BYTES_MAX, size - start));
        int end = 0;
        int seen = 0;
        for (int i = 0; i < bytes.length && seen < lines; i++)
            if (bytes[i] == '\n') {
                seen++;
                end = i + 1;
            }
        boolean unfinished = end == 0 || start + bytes.length == size && seen < lines;
        if (unfinished) end = bytes.length;
        String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
        return new Portion(text, start + end, start + end < size);
    }

    private static Portion last(FileChannel file, long size, int lines) throws IOException {
        int length = (int) Math.min(BYTES_MAX, size);
        byte[] bytes = read(file, size - length, length);
        int start = bytes.length;
        int seen = 0;
        while (start > 0 && seen <= lines) {
            start--;
            if (bytes[start] == '\n' && start < bytes.length - 1 && ++seen == lines) {
                start++;
                break;
            }
        }
        String text = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
        return new Portion(text, size, false);
    }

    private static byte[] read(FileChannel file, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && file.read(buffer, from + buffer.position()) >= 0) {}
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }
}
