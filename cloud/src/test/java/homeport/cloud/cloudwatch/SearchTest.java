package homeport.cloud.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import homeport.cloud.cloudwatch.math.MathException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which of five metrics a search finds. Source: CloudWatch user guide, "Search expression syntax";
 * the longer forms are what the Grafana data source sends.
 */
final class SearchTest {
    private static final Map<String, MetricId> METRICS =
            Map.of(
                    "a", rds("CPUUtilization", Map.of("DBInstanceIdentifier", "orders-prod")),
                    "b", rds("CPUUtilization", Map.of("DBInstanceIdentifier", "users-prod")),
                    "c", rds("FreeableMemory", Map.of("DBInstanceIdentifier", "orders-prod")),
                    "d", rds("ReplicaLag", Map.of("DBClusterIdentifier", "c", "Role", "READER")),
                    "e", MetricId.of("My App", "requests.count", Map.of("host name", "h 1")));

    private static MetricId rds(String name, Map<String, String> dimensions) {
        return MetricId.of("AWS/RDS", name, dimensions);
    }

    @ParameterizedTest(name = "{0} finds {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {AWS/RDS,DBInstanceIdentifier}                                   | a b c
                    {AWS/RDS,DBInstanceIdentifier} MetricName="CPUUtilization"       | a b
                    {"AWS/RDS","DBInstanceIdentifier"} MetricName="CPUUtilization" "DBInstanceIdentifier"=("orders-prod" OR "x") | a
                    {"AWS/RDS","Role","DBClusterIdentifier"} MetricName="ReplicaLag" | d
                    {AWS/RDS}                                                        |
                    {"My App","host name"} "host name"="h 1"                         | e
                    Namespace="AWS/RDS" MetricName="CPUUtilization"                  | a b
                    Namespace="AWS/RDS" MetricName="CPUUtilization" OR ReplicaLag    | a b d
                    {AWS/RDS,DBInstanceIdentifier} cpu                               | a b
                    {AWS/RDS,DBInstanceIdentifier} orders                            | a c
                    {AWS/RDS,DBInstanceIdentifier} orders AND CPU                    | a
                    {AWS/RDS,DBInstanceIdentifier} NOT orders                        | b
                    {AWS/RDS,DBInstanceIdentifier} (orders OR users) Memory          | c
                    {AWS/RDS,DBInstanceIdentifier} "orders"                          |
                    {AWS/RDS,DBInstanceIdentifier} "orders-prod"                     | a c
                    {AWS/RDS,DBInstanceIdentifier} orders-prod                       | a c
                    {AWS/RDS,DBInstanceIdentifier} Util                              |
                    MetricName="cpuutilization"                                      |
                    MetricName=cpuutilization                                        | a b
                    DBInstanceIdentifier=(orders OR users) MetricName="FreeableMemory" | c
                    :aws.AccountId="000000000000" AND reader                         |
                    reader                                                           | d
                    """)
    void finds(String search, String expected) {
        var wanted = Search.parse(search);
        String found =
                METRICS.entrySet().stream()
                        .filter(one -> wanted.test(one.getValue()))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .collect(Collectors.joining(" "));
        assertThat(found).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void whatIsNoSearchIsSaidToBeNone() {
        for (String text :
                List.of("{AWS/RDS", "(a", "a OR", "a = ", "a)", "{}", "\"a", "(".repeat(99) + "a"))
            assertThatExceptionOfType(MathException.class)
                    .as(text)
                    .isThrownBy(() -> Search.parse(text))
                    .withMessageContaining("the search");
    }
}
