package homeport.stack;

import homeport.aws.AwsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a template lies in S3. */
public record TemplatePlace(String bucket, String key) {
    private static final Pattern HOSTED =
            Pattern.compile("([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\\.s3[.-].*");

    private static final Pattern PATH = Pattern.compile("/([^/]+)/(.+)");

    /**
     * @param url with the bucket as its host's first part or as its path's, as SDKs write either
     * @throws AwsException {@code ValidationError}
     */
    public static TemplatePlace of(String url) {
        URI parsed;
        try {
            parsed = new URI(url);
        } catch (URISyntaxException wrong) {
            throw wrong();
        }
        boolean http = "https".equals(parsed.getScheme()) || "http".equals(parsed.getScheme());
        if (!http || parsed.getHost() == null || parsed.getPath() == null) throw wrong();
        if (parsed.getRawQuery() != null)
            throw new AwsException(
                    "ValidationError",
                    "TemplateURL must not have a query: " + parsed.getRawQuery());
        Matcher hosted = HOSTED.matcher(parsed.getHost());
        if (hosted.matches() && parsed.getPath().length() > 1)
            return new TemplatePlace(hosted.group(1), parsed.getPath().substring(1));
        Matcher path = PATH.matcher(parsed.getPath());
        if (!path.matches()) throw wrong();
        return new TemplatePlace(path.group(1), path.group(2));
    }

    private static AwsException wrong() {
        return new AwsException(
                "ValidationError",
                "TemplateURL must be a supported URL: https://bucket.s3.region.amazonaws.com/key or http://address/bucket/key.");
    }
}
