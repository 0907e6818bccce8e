package homeport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source: AWS SDKs and Tools reference, "Service-specific endpoints". */
class AwsCliTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Debian 12 has one that never read the variable | aws-cli/2.9.19 Python/3.11.2  | true
                    version 2 reads it since 2.13                  | aws-cli/2.13.0 Python/3.11.4  | false
                    version 1 reads it, but not for rds            | aws-cli/1.45.11 Python/3.11.7 | true
                    an older version 1 does not                    | aws-cli/1.28.1 Python/3.8.0   | true
                    a version 3, if there will be one, reads it    | aws-cli/3.0.0                 | false
                    """)
    void knowsWhoReadsTheEndpointVariable(String story, String version, boolean ignores) {
        assertThat(AwsCli.parse(version).orElseThrow().ignoresVariable()).isEqualTo(ignores);
    }
}
