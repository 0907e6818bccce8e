package homeport.stack;

import homeport.aws.AwsException;
import homeport.aws.Call;

/** Reads a template from a bucket. */
@FunctionalInterface
public interface TemplateSource {
    /** There are no buckets. */
    TemplateSource NONE =
            (call, url) -> {
                throw new AwsException(
                        "ValidationError",
                        "TemplateURL is not supported here: there is no S3. Use TemplateBody.");
            };

    /**
     * @param url of an object of S3, in any of its forms
     * @throws AwsException {@code ValidationError}: it is no such URL, or the caller may not read
     *     it
     */
    String read(Call call, String url);
}
