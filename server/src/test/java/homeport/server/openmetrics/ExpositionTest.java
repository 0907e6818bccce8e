package homeport.server.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import homeport.server.openmetrics.Family.Kind;
import homeport.server.openmetrics.Family.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    @Test
    void aFamilyIsWrittenLineByLine() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("instance", "or\"d\\e\nrs");
        labels.put("state", "idle");
        Family gauge =
                new Family(
                        "age_seconds",
                        Kind.GAUGE,
                        "seconds",
                        "Of \"it\".",
                        List.of(new Sample(labels, 0.25), new Sample(Map.of(), Double.NaN)));
        Family counter = Family.single("calls", Kind.COUNTER, "", "Made.", 1e16);
        assertThat(Exposition.text(List.of(gauge, counter)))
                .isEqualTo(
                        """
                        # TYPE age_seconds gauge
                        # UNIT age_seconds seconds
                        # HELP age_seconds Of \\"it\\".
                        age_seconds{instance="or\\"d\\\\e\\nrs",state="idle"} 0.25
                        age_seconds NaN
                        # TYPE calls counter
                        # HELP calls Made.
                        calls_total 1.0E16
                        # EOF
                        """);
        assertThat(OpenMetricsText.parse(Exposition.text(List.of(gauge, counter))))
                .containsEntry("calls_total", Map.of(Map.of(), 1e16))
                .extractingByKey("age_seconds")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry(labels, 0.25);
    }

    @Test
    void nothingIsStillAnAnswer() {
        assertThat(Exposition.text(List.of())).isEqualTo("# EOF\n");
    }

    @Test
    void familiesThatTheStandardForbidsCannotBeMade() {
        for (String name : new String[] {"calls_total", "build_info", "Calls", "a-b", ""})
            assertThatThrownBy(() -> Family.single(name, Kind.GAUGE, "", "", 1))
                    .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Family.single("age", Kind.GAUGE, "seconds", "", 1))
                .hasMessageContaining("does not end in seconds");
        for (double value : new double[] {-1, Double.NaN})
            assertThatThrownBy(() -> Family.single("calls", Kind.COUNTER, "", "", value))
                    .hasMessageContaining("counts");
        Family twice = Family.single("calls", Kind.COUNTER, "", "", 1);
        assertThatThrownBy(() -> Exposition.text(List.of(twice, twice)))
                .hasMessageContaining("two families");
    }

    @Test
    void theParserOfTheseTestsIsStrict() {
        for (String text :
                new String[] {
                    "",
                    "# EOF",
                    "a 1\n# EOF\n",
                    "# TYPE a gauge\n# HELP a h\na 1 \n# EOF\n",
                    "# TYPE a gauge\n# HELP a h\na{b=\"c\",} 1\n# EOF\n",
                    "# TYPE a gauge\n# HELP a h\na{b=\"\\c\"} 1\n# EOF\n",
                    "# TYPE a gauge\n# HELP a h\na{b=\"c\"} 1\na{b=\"c\"} 2\n# EOF\n",
                    "# TYPE a counter\n# HELP a h\na 1\n# EOF\n",
                    "# TYPE a counter\n# HELP a h\na_total -1\n# EOF\n",
                    "# TYPE a gauge\n# HELP a h\n# UNIT a seconds\na 1\n# EOF\n",
                    "# TYPE a gauge\n# HELP a h\n\na 1\n# EOF\n",
                    "# TYPE a gauge\n# HELP a h\na 1\n# TYPE b gauge\n# HELP b h\nb 1\na 2\n# EOF\n",
                    "# TYPE a gauge\n# HELP a h\na one\n# EOF\n",
                })
            assertThatThrownBy(() -> OpenMetricsText.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
    }
}
