package homeport.cloud.cloudwatch.alarm;

import java.time.Instant;

/**
 * One entry of an alarm's history.
 *
 * @param data JSON
 */
record HistoryItem(
        String region,
        String alarm,
        boolean composite,
        Kind kind,
        Instant at,
        String summary,
        String data) {
    /** Of the API: {@code HistorySummary} and {@code HistoryData}. */
    private static final int SUMMARY_CHARS_MAX = 255;

    /** JSON beyond is to be made shorter by who makes it. */
    static final int DATA_CHARS_MAX = 4095;

    enum Kind {
        CONFIGURATION("ConfigurationUpdate"),
        STATE("StateUpdate"),
        ACTION("Action");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As the API writes it. */
        String text() {
            return text;
        }
    }

    HistoryItem {
        summary = cut(summary, SUMMARY_CHARS_MAX);
        data = cut(data, DATA_CHARS_MAX);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    static HistoryItem of(Alarm alarm, Kind kind, Instant at, String summary, String data) {
        return new HistoryItem(
                alarm.region(), alarm.name(), alarm.composite(), kind, at, summary, data);
    }
}
