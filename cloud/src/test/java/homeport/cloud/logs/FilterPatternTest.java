package homeport.cloud.logs;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Source: CloudWatch Logs user guide, "Filter pattern syntax". */
final class FilterPatternTest {
    /** A pattern, an event, and whether it is found. */
    private record Row(String pattern, String event, boolean found) {}

    private static final String JSON =
            """
            {"eventType": "UpdateTrail", "sourceIP": "123.123.1.9", "n": 5, "ok": true,
             "none": null, "list": [{"id": "a"}, {"id": "b"}], "who": {"name": "ann"}}\
            """;

    private static final String ACCESS =
            "127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534";

    private static final List<Row> ROWS =
            List.of(
                    new Row("", "anything", true),
                    new Row("ERROR", "[ERROR] A fatal exception has occurred", true),
                    new Row("ERROR", "Exiting with ERRORCODE: -1", true),
                    new Row("ERROR", "an error", false),
                    new Row("ERROR -Exiting", "Exiting with ERRORCODE: -1", false),
                    new Row("ERROR Exception", "[ERROR] IllegalArgumentException", true),
                    new Row("ERROR Exception", "[ERROR] it failed", false),
                    new Row("\"INTERNAL SERVER ERROR\"", "500 INTERNAL SERVER ERROR", true),
                    new Row("\"INTERNAL SERVER ERROR\"", "ERROR INTERNAL SERVER", false),
                    new Row("\"said \\\"no\\\"\"", "it said \"no\"", true),
                    new Row("?ERROR ?WARN", "a WARN", true),
                    new Row("?ERROR ?WARN", "an INFO", false),
                    new Row("?ERROR REQUEST", "a REQUEST", true),
                    new Row("-\"a b\"", "a b", false),
                    new Row("%[Ee]rror|[Ff]ail%", "it Failed", true),
                    new Row("%^it$%", "it is", false),
                    new Row("{ $.eventType = \"UpdateTrail\" }", JSON, true),
                    new Row("{ $.eventType = UpdateTrail }", JSON, true),
                    new Row("{ $.eventType != \"UpdateTrail\" }", JSON, false),
                    new Row("{ $.nothing != \"UpdateTrail\" }", JSON, false),
                    new Row("{ $.sourceIP = 123.123.* }", JSON, true),
                    new Row("{ $.sourceIP != 123.123.* }", JSON, false),
                    new Row("{ $.n > 4 && $.n <= 5 }", JSON, true),
                    new Row("{ $.n = 5.0 }", JSON, true),
                    new Row("{ $.n < 5 || $.ok IS TRUE }", JSON, true),
                    new Row("{ ($.n < 5 || $.ok IS TRUE) && $.ok is false }", JSON, false),
                    new Row("{ $.none IS NULL }", JSON, true),
                    new Row("{ $.nothing NOT EXISTS }", JSON, true),
                    new Row("{ $.none NOT EXISTS }", JSON, false),
                    new Row("{ $.list[1].id = \"b\" }", JSON, true),
                    new Row("{ $.who.name = %^a.n% }", JSON, true),
                    new Row("{ $.n = 5 }", "not { JSON }", false),
                    new Row("[ip, id, user, time, request, code, size]", ACCESS, true),
                    new Row("[ip, id, user, time, request, code]", ACCESS, false),
                    new Row("[..., code = 4*, size]", ACCESS, true),
                    new Row("[..., code = 4* && code != 404, size]", ACCESS, false),
                    new Row("[ip = 127.0.0.1, ..., size > 1500]", ACCESS, true),
                    new Row("[ip, id, user, time, request = *html*, ...]", ACCESS, true),
                    new Row("[w1 = ERROR || w1 = WARN, ...]", "WARN of it", true),
                    new Row("[,,,,,code=404,]", ACCESS, true));

    @Test
    void eventsAreFoundAsThePatternSays() {
        for (Row row : ROWS)
            assertThat(FilterPattern.parse(row.pattern).matches(row.event))
                    .as("%s in %s", row.pattern, row.event)
                    .isEqualTo(row.found);
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        for (String wrong :
                List.of(
                        "\"open",
                        "{ $.a }",
                        "{ $.a = }",
                        "{ $.a = 1 && }",
                        "{ ($.a = 1 }",
                        "{ $.a < x }",
                        "{ $.a IS GOOD }",
                        "[..., a, ...]",
                        "%(a)%",
                        "%[%"))
            refused(
                    "InvalidParameterException",
                    "Invalid filter pattern",
                    () -> FilterPattern.parse(wrong));
    }

    @Test
    void anExpressionThatWouldNeverEndIsGivenUp() {
        FilterPattern endless = FilterPattern.parse("%.*.*.*.*.*.*.*x$%");
        refused(
                "InvalidParameterException",
                "takes too long",
                () -> endless.matches("a".repeat(5000)));
    }
}
