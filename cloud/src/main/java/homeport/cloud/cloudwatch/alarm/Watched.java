package homeport.cloud.cloudwatch.alarm;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What an alarm watches, as it was given. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Watched.Metrics.class, name = "metrics"),
    @JsonSubTypes.Type(value = Watched.Children.class, name = "children")
})
sealed interface Watched {
    /**
     * One metric, or math over several.
     *
     * @param queries as asked of GetMetricData; of one metric, it alone
     * @param math whether it was given as a list of queries
     * @param missing as given; empty for {@code missing}
     * @param lowSamples as given; empty for {@code evaluate}
     */
    record Metrics(
            List<Query> queries,
            boolean math,
            int periods,
            OptionalInt points,
            Comparison comparison,
            double threshold,
            Optional<Missing> missing,
            Optional<String> lowSamples)
            implements Watched {
        public Metrics {
            queries = List.copyOf(queries);
        }

        /** The metric of an alarm that is not of math. */
        Query.Stat metric() {
            return queries.getFirst().stat().orElseThrow();
        }
    }

    /**
     * Other alarms.
     *
     * @param rule as given; {@link FormulaParser} reads it
     */
    record Children(String rule) implements Watched {}
}
