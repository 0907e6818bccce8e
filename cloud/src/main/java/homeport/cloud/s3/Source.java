package homeport.cloud.s3;

import homeport.aws.rest.Upload;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What a copy is made of.
 *
 * @param versionId empty: the newest
 */
public record Source(String bucket, String key, Optional<String> versionId) {
    /**
     * @param text {@code [/]bucket/key[?versionId=id]}, percent-encoded
     * @throws homeport.aws.AwsException {@code InvalidArgument}
     */
    public static Source parse(String text) {
        String path = text.startsWith("/") ? text.substring(1) : text;
        int question = path.lastIndexOf("?versionId=");
        Optional<String> version =
                question < 0
                        ? Optional.empty()
                        : Optional.of(path.substring(question + "?versionId=".length()));
        String[] parts = decoded(question < 0 ? path : path.substring(0, question)).split("/", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty())
            throw Refusal.argument(
                    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        return new Source(parts[0], parts[1], version);
    }

    static Source of(SdkPojo request) {
        return parse(Members.text(request, "CopySource").orElse(""));
    }

    /** A plus is a plus here, as in paths. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw Refusal.argument("Copy Source must be percent-encoded.");
        }
    }

    /** A version's bytes as though they were sent. */
    static Upload upload(Bytes bytes, long length) {
        return new Upload() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(length);
            }

            @Override
            public int read(byte[] into, int from, int wanted) throws IOException {
                return bytes.read(into, from, wanted);
            }
        };
    }
}
