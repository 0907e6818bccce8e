package homeport.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a {@code TemplateURL} leads. */
final class TemplatePlaceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    https://cdk-assets.s3.us-east-1.amazonaws.com/a/b.json | cdk-assets | a/b.json
                    https://my.bucket.s3-eu-west-1.amazonaws.com/k | my.bucket | k
                    https://s3.us-east-1.amazonaws.com/cdk-assets/a/b.json | cdk-assets | a/b.json
                    https://s3.amazonaws.com/bucket/a%20b | bucket | a b
                    http://127.0.0.1:4566/bucket/k.template | bucket | k.template
                    """)
    void leads(String url, String bucket, String key) {
        assertThat(TemplatePlace.of(url)).isEqualTo(new TemplatePlace(bucket, key));
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/key",
        "file:///etc/passwd",
        "https://s3.amazonaws.com/bucket",
        "not a url",
        "https://s3.amazonaws.com/b/k?versionId=1"
    })
    void leadsNowhere(String url) {
        Rig.refused("ValidationError", "TemplateURL must", () -> TemplatePlace.of(url));
    }
}
