package homeport.cloud.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.iam.policy.Policy.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which requests a statement speaks of. The one asked about is {@code rds:StopDBInstance} on the
 * instance {@code orders} by the user {@code jane} at noon. Source: IAM user guide, "IAM JSON
 * policy elements: Condition operators", "Variables and tags", "Conditions with multiple context
 * keys or values".
 */
class StatementTest {
    private static final String ORDERS = "arn:aws:rds:us-east-1:000000000000:db:orders";
    private static final Who JANE =
            new Who(
                    "arn:aws:iam::000000000000:user/jane",
                    "arn:aws:iam::000000000000:user/jane",
                    "000000000000");
    private static final Facts FACTS =
            new Facts()
                    .put("aws:username", "jane")
                    .put("aws:PrincipalArn", JANE.arn())
                    .put("aws:SourceIp", "192.168.7.9")
                    .put("aws:CurrentTime", "2026-11-24T12:00:00Z")
                    .put("aws:SecureTransport", "false")
                    .put("rds:StorageSize", "20")
                    .put("rds:StarName", "*")
                    .putAll("aws:TagKeys", List.of("team", "cost"))
                    .putAll("rds:NoValues", List.of())
                    .family("aws:ResourceTag/", () -> Map.of("Owner", "jane", "tier", "gold"));

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "Action":"rds:StopDBInstance"                   | "Resource":"*"                                        | true
                    "Action":"RDS:stopdbinstance"                   | "Resource":"*"                                        | true
                    "Action":"rds:Stop*"                            | "Resource":"*"                                        | true
                    "Action":"rds:?topDBInstance"                   | "Resource":"*"                                        | true
                    "Action":"rds:Stop"                             | "Resource":"*"                                        | false
                    "Action":"*"                                    | "Resource":"*"                                        | true
                    "Action":["rds:Start*","rds:Stop*"]             | "Resource":"*"                                        | true
                    "Action":"rds-db:*"                             | "Resource":"*"                                        | false
                    "NotAction":"rds:Delete*"                       | "Resource":"*"                                        | true
                    "NotAction":["iam:*","rds:Stop*"]               | "Resource":"*"                                        | false
                    "Action":"*"                                    | "Resource":"arn:aws:rds:us-east-1:000000000000:db:orders"  | true
                    "Action":"*"                                    | "Resource":"arn:aws:rds:us-east-1:000000000000:db:Orders"  | false
                    "Action":"*"                                    | "Resource":"arn:aws:rds:*:*:db:ord*"                  | true
                    "Action":"*"                                    | "Resource":"arn:aws:rds:*:*:db:order?"                | true
                    "Action":"*"                                    | "Resource":"arn:aws:rds:*:*:db:order??"               | false
                    "Action":"*"                                    | "Resource":["arn:aws:rds:*:*:pg:*","arn:aws:rds:*:*:db:*"] | true
                    "Action":"*"                                    | "NotResource":"arn:aws:rds:*:*:db:orders"             | false
                    "Action":"*"                                    | "NotResource":"arn:aws:rds:*:*:db:users"              | true
                    "Action":"*"                                    | "Resource":"arn:aws:rds:*:*:db:${aws:username}"       | false
                    "Action":"*"                                    | "Resource":"arn:aws:rds:*:*:db:${rds:StarName}"       | false
                    "Action":"*"                                    | "Resource":"arn:aws:rds:*:*:db:${no:key}*"            | false
                    "Action":"*"                                    | "Resource":"arn:aws:rds:*:*:db:${no:key, 'orders'}"   | true
                    "Action":"*"                                    | "Resource":"arn:aws:rds:*:*:db:${*}"                  | false
                    """)
    void actionsAndResourcesAreGlobs(String action, String resource, boolean applies) {
        assertThat(allowed(action + "," + resource)).isEqualTo(applies);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "StringEquals":{"aws:username":"jane"}                              | true
                    "StringEquals":{"AWS:UserName":"jane"}                              | true
                    "StringEquals":{"aws:username":["bob","jane"]}                      | true
                    "StringEquals":{"aws:username":"Jane"}                              | false
                    "StringEquals":{"aws:username":"ja*"}                               | false
                    "StringEquals":{"no:key":"jane"}                                    | false
                    "StringEqualsIfExists":{"no:key":"jane"}                            | true
                    "StringEqualsIfExists":{"aws:username":"bob"}                       | false
                    "StringNotEquals":{"aws:username":"bob"}                            | true
                    "StringNotEquals":{"aws:username":["bob","jane"]}                   | false
                    "StringNotEquals":{"no:key":"jane"}                                 | true
                    "StringEqualsIgnoreCase":{"aws:username":"JANE"}                    | true
                    "StringNotEqualsIgnoreCase":{"aws:username":"JANE"}                 | false
                    "StringLike":{"aws:username":"j?n*"}                                | true
                    "StringNotLike":{"aws:username":"j*"}                               | false
                    "StringEquals":{"aws:username":"jane","aws:SourceIp":"1.1.1.1"}     | false
                    "StringEquals":{"aws:username":"jane"},"Bool":{"aws:SecureTransport":"false"} | true
                    "StringEquals":{"aws:ResourceTag/Owner":"${aws:username}"}          | true
                    "StringEquals":{"aws:ResourceTag/owner":"jane"}                     | true
                    "StringEquals":{"aws:ResourceTag/none":"jane"}                      | false
                    "NumericEquals":{"rds:StorageSize":"20.0"}                          | true
                    "NumericEquals":{"rds:StorageSize":20}                              | true
                    "NumericNotEquals":{"rds:StorageSize":"20"}                         | false
                    "NumericLessThan":{"rds:StorageSize":"21"}                          | true
                    "NumericLessThan":{"rds:StorageSize":"20"}                          | false
                    "NumericLessThanEquals":{"rds:StorageSize":"20"}                    | true
                    "NumericGreaterThan":{"rds:StorageSize":"19"}                       | true
                    "NumericGreaterThanEquals":{"rds:StorageSize":"20"}                 | true
                    "NumericGreaterThan":{"aws:username":"1"}                           | false
                    "DateLessThan":{"aws:CurrentTime":"2026-11-24T12:00:01Z"}           | true
                    "DateLessThan":{"aws:CurrentTime":"2026-11-24"}                     | false
                    "DateGreaterThan":{"aws:CurrentTime":"2026-11-24"}                  | true
                    "DateEquals":{"aws:CurrentTime":"2026-11-24T13:00:00+01:00"}        | true
                    "DateNotEquals":{"aws:CurrentTime":"1795521600"}                    | false
                    "DateGreaterThanEquals":{"aws:CurrentTime":"2026-11-24T12:00:00Z"}  | true
                    "DateLessThanEquals":{"aws:CurrentTime":"no date"}                  | false
                    "Bool":{"aws:SecureTransport":false}                                | true
                    "Bool":{"aws:SecureTransport":"true"}                               | false
                    "BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}                | true
                    "IpAddress":{"aws:SourceIp":"192.168.0.0/16"}                       | true
                    "IpAddress":{"aws:SourceIp":"192.168.7.8/31"}                       | true
                    "IpAddress":{"aws:SourceIp":"192.168.7.10/31"}                      | false
                    "IpAddress":{"aws:SourceIp":["10.0.0.0/8","192.168.7.9"]}           | true
                    "IpAddress":{"aws:SourceIp":"0.0.0.0/0"}                            | true
                    "IpAddress":{"aws:SourceIp":"::/0"}                                 | false
                    "NotIpAddress":{"aws:SourceIp":["10.0.0.0/8","172.16.0.0/12"]}      | true
                    "NotIpAddress":{"aws:SourceIp":"192.168.0.0/16"}                    | false
                    "ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/*"}              | true
                    "ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::000000000000:user/j*"} | true
                    "ArnLike":{"aws:PrincipalArn":"arn:aws:*:user/jane"}                | false
                    "ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}           | true
                    "ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::*:user/jane"}      | false
                    "Null":{"aws:TokenIssueTime":"true"}                                | true
                    "Null":{"aws:username":"true"}                                      | false
                    "Null":{"aws:username":"false"}                                     | true
                    "ForAllValues:StringEquals":{"aws:TagKeys":["team","cost","tier"]}  | true
                    "ForAllValues:StringEquals":{"aws:TagKeys":["team"]}                | false
                    "ForAllValues:StringEquals":{"no:key":["team"]}                     | true
                    "ForAllValues:StringLike":{"rds:NoValues":"a"}                      | true
                    "ForAllValues:StringNotEquals":{"aws:TagKeys":"owner"}              | true
                    "ForAnyValue:StringEquals":{"aws:TagKeys":["team","none"]}          | true
                    "ForAnyValue:StringEquals":{"aws:TagKeys":["none"]}                 | false
                    "ForAnyValue:StringEquals":{"no:key":["team"]}                      | false
                    "ForAnyValue:StringNotEquals":{"no:key":["team"]}                   | false
                    "BinaryEquals":{"aws:username":"jane"}                              | true
                    "stringlike":{"aws:username":"jane"}                                | true
                    """)
    void conditionsAllHold(String conditions, boolean holds) {
        String rest = "\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{" + conditions + "}";
        assertThat(allowed(rest)).isEqualTo(holds);
    }

    /** In the old version a variable is a text like any other. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"2012-10-17, true", "2008-10-17, false"})
    void variablesCameWithTheNewVersion(String version, boolean known) {
        Policy policy =
                Policy.parse(
                        """
                        {"Version":"%s","Statement":{"Effect":"Allow","Principal":"*","Action":"*",
                        "Resource":"*","Condition":{"StringEquals":{"aws:username":"${aws:username}"}}}}
                        """
                                .formatted(version),
                        Kind.RESOURCE);
        assertThat(policy.allows(new Ask("rds:StopDBInstance", ORDERS, FACTS))).isEqualTo(known);
    }

    private static boolean allowed(String rest) {
        String document =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\"," + rest + "}]}";
        Layers layers =
                new Layers(
                        List.of(Policy.parse(document, Kind.IDENTITY)),
                        Optional.empty(),
                        Optional.empty());
        Ask ask = new Ask("rds:StopDBInstance", ORDERS, FACTS);
        return layers.decide(ask, JANE, Optional.empty()).allowed();
    }
}
