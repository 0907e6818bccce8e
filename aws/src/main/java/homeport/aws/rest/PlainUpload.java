package homeport.aws.rest;

import homeport.aws.AwsException;
import homeport.aws.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** A body as it is, whose hash the head may have said. */
final class PlainUpload extends Upload {
    private final InputStream in;
    private final OptionalLong length;
    private final Optional<String> hash;
    private final MessageDigest digest = Sha256.digest();
    private long seen;

    /**
     * @param hash SHA-256 in hex; empty: it was not signed
     */
    PlainUpload(InputStream in, OptionalLong length, Optional<String> hash) {
        this.in = in;
        this.length = length;
        this.hash = hash;
    }

    @Override
    public OptionalLong length() {
        return length;
    }

    @Override
    public int read(byte[] into, int from, int wanted) throws IOException {
        int count = in.read(into, from, wanted);
        if (count < 0) {
            end();
            return -1;
        }
        seen += count;
        if (hash.isPresent()) digest.update(into, from, count);
        return count;
    }

    private void end() {
        if (length.isPresent() && seen != length.getAsLong()) throw Refused.incomplete();
        boolean same =
                hash.filter(stated -> !stated.equals(HexFormat.of().formatHex(digest.digest())))
                        .isEmpty();
        if (!same)
            throw new AwsException(
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
}
