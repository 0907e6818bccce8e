package homeport.aws.rest;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source: S3 user guide, "Virtual hosting of general purpose buckets". */
class AddressTest {
    @ParameterizedTest(name = "{1} at {0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    127.0.0.1:4566                  | /                | -   | -
                    127.0.0.1:4566                  | /bkt             | bkt | -
                    127.0.0.1:4566                  | /bkt/            | bkt | -
                    127.0.0.1:4566                  | /bkt/a/b         | bkt | a/b
                    127.0.0.1:4566                  | /bkt//a//        | bkt | /a//
                    127.0.0.1:4566                  | /bkt/a%20b+c%2Fd | bkt | a b+c/d
                    127.0.0.1:4566                  | /bkt/../x        | bkt | ../x
                    bkt.s3.us-east-1.amazonaws.com  | /a/b             | bkt | a/b
                    bkt.s3.localhost:4566           | /                | bkt | -
                    a.b.s3-us-west-2.amazonaws.com  | /a               | a.b | a
                    s3.us-east-1.amazonaws.com      | /bkt/a           | bkt | a
                    """)
    void bucketAndKeyStandInHostAndPath(String host, String path, String bucket, String key) {
        Address address =
                Address.of(
                        new HttpRequest(
                                "GET",
                                path,
                                "",
                                Map.of("host", List.of(host)),
                                new byte[0],
                                "127.0.0.1"));
        assertThat(address.bucket().orElse(null)).isEqualTo(bucket);
        assertThat(address.key().orElse(null)).isEqualTo(key);
    }
}
