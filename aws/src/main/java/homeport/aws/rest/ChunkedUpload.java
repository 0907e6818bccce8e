package homeport.aws.rest;

import homeport.aws.Sha256;
import homeport.aws.sign.ChunkSignatures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A body in chunks of {@code aws-chunked}: {@code <length in hex>[;chunk-signature=<hex>]}, the
 * bytes, and after the last chunk, which is empty, trailers. Source: S3 API reference, "Signature
 * Calculations for the Authorization Header: Including Trailing Headers (Chunked Upload)".
 */
final class ChunkedUpload extends Upload {
    private static final int LINE_BYTES_MAX = 1024;
    private static final int TRAILERS_MAX = 8;
    private static final String SIGNATURE = ";chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final InputStream in;
    private final OptionalLong length;
    private final Optional<ChunkSignatures> signatures;
    private final boolean signedTrailer;
    private final MessageDigest digest = Sha256.digest();
    private String signature = "";
    private long left = -1;
    private long seen;
    private boolean ended;

    /**
     * @param length of the bytes in the chunks
     * @param signatures empty when the chunks are not signed
     */
    ChunkedUpload(
            InputStream in,
            OptionalLong length,
            Optional<ChunkSignatures> signatures,
            boolean trailers) {
        this.in = in;
        this.length = length;
        this.signatures = signatures;
        this.signedTrailer = trailers && signatures.isPresent();
    }

    @Override
    public OptionalLong length() {
        return length;
    }

    @Override
    public int read(byte[] into, int from, int wanted) throws IOException {
        if (ended) return -1;
        if (left < 0) begin();
        if (left == 0) {
            end();
            return -1;
        }
        int count = in.read(into, from, (int) Math.min(wanted, left));
        if (count < 0) throw Refused.incomplete();
        if (signatures.isPresent()) digest.update(into, from, count);
        seen += count;
        left -= count;
        if (left == 0) {
            finish();
            if (!line().isEmpty()) throw Refused.chunks();
            left = -1;
        }
        return count;
    }

    private void begin() throws IOException {
        String line = line();
        int semicolon = line.indexOf(';');
        String size = semicolon < 0 ? line : line.substring(0, semicolon);
        signature =
                semicolon >= 0 && line.startsWith(SIGNATURE, semicolon)
                        ? line.substring(semicolon + SIGNATURE.length())
                        : "";
        try {
            left = Long.parseLong(size.strip(), 16);
        } catch (NumberFormatException notHex) {
            throw Refused.chunks();
        }
        if (left < 0) throw Refused.chunks();
    }

    private void finish() {
        byte[] hash = digest.digest();
        signatures.ifPresent(all -> all.chunk(hash, signature));
    }

    private void end() throws IOException {
        ended = true;
        finish();
        var text = new StringBuilder();
        String given = "";
        String line;
        for (int n = 0; !(line = lastLine()).isEmpty(); n++) {
            int colon = line.indexOf(':');
            if (colon < 1 || n >= TRAILERS_MAX) throw Refused.chunks();
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE)) {
                given = value;
                continue;
            }
            trailer(name, value);
            text.append(name).append(':').append(value).append('\n');
        }
        if (signedTrailer) signatures.orElseThrow().trailer(text.toString(), given);
        if (length.isPresent() && seen != length.getAsLong()) throw Refused.incomplete();
    }

    /** Some clients end their body without the last empty line. */
    private String lastLine() throws IOException {
        var line = new ByteArrayOutputStream();
        return line(line) ? line.toString(StandardCharsets.UTF_8) : "";
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        if (!line(line)) throw Refused.incomplete();
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Up to a line feed, without it and a carriage return before it; false at the body's end. */
    private boolean line(ByteArrayOutputStream into) throws IOException {
        int b = in.read();
        if (b < 0) return false;
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') into.write(b);
            if (into.size() > LINE_BYTES_MAX) throw Refused.chunks();
        }
        return true;
    }
}
