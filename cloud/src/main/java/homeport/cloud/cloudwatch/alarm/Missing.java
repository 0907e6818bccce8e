package homeport.cloud.cloudwatch.alarm;

import java.util.Arrays;
import java.util.Optional;

/** What stands in for points that are not there. Source: API, PutMetricAlarm, TreatMissingData. */
enum Missing {
    MISSING("missing"),
    IGNORE("ignore"),
    BREACHING("breaching"),
    NOT_BREACHING("notBreaching");

    private final String text;

    Missing(String text) {
        this.text = text;
    }

    /** As the API writes it. */
    String text() {
        return text;
    }

    static Optional<Missing> of(String text) {
        return Arrays.stream(values()).filter(one -> one.text.equals(text)).findFirst();
    }
}
