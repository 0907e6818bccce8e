package homeport.insights.query;

import homeport.insights.load.Column;
import homeport.insights.load.LoadKey;
import homeport.insights.load.Statement;
import homeport.insights.sql.Ids;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * By what load may be told apart, under AWS's names; the last two groups are Homeport's own.
 * Source: Performance Insights API Reference, DimensionGroup.
 */
public enum Dimension {
    SQL_ID("db.sql.id", Column.SQL, Shown.ITSELF),
    SQL_DB_ID("db.sql.db_id", Column.SQL, Shown.DB_ID),
    SQL_STATEMENT("db.sql.statement", Column.SQL, Shown.TEXT),
    SQL_TOKENIZED_ID("db.sql.tokenized_id", Column.DIGEST, Shown.ITSELF),
    TOKENIZED_ID("db.sql_tokenized.id", Column.DIGEST, Shown.ITSELF),
    TOKENIZED_DB_ID("db.sql_tokenized.db_id", Column.DIGEST, Shown.DB_ID),
    TOKENIZED_STATEMENT("db.sql_tokenized.statement", Column.DIGEST, Shown.TEXT),
    WAIT_EVENT_NAME("db.wait_event.name", Column.WAIT_EVENT, Shown.ITSELF),
    WAIT_EVENT_TYPE("db.wait_event.type", Column.WAIT_TYPE, Shown.ITSELF),
    WAIT_TYPE_NAME("db.wait_event_type.name", Column.WAIT_TYPE, Shown.ITSELF),
    USER_ID("db.user.id", Column.USER, Shown.HASH),
    USER_NAME("db.user.name", Column.USER, Shown.ITSELF),
    HOST_ID("db.host.id", Column.HOST, Shown.HASH),
    HOST_NAME("db.host.name", Column.HOST, Shown.ITSELF),
    DATABASE_NAME("db.name", Column.DATABASE, Shown.ITSELF),
    APPLICATION_NAME("db.application.name", Column.APPLICATION, Shown.ITSELF),
    SESSION_TYPE_NAME("db.session_type.name", Column.SESSION_TYPE, Shown.ITSELF),
    BLOCKING_SESSION_ID("db.blocking_session.id", Column.BLOCKING_SESSION, Shown.ITSELF),
    BLOCKING_SQL_ID("db.blocking_sql.id", Column.BLOCKING_SQL, Shown.ITSELF),
    BLOCKING_SQL_TEXT("db.blocking_sql.sql", Column.BLOCKING_SQL, Shown.TEXT),
    BLOCKING_OBJECT_ID("db.blocking_object.id", Column.BLOCKING_OBJECT, Shown.HASH),
    BLOCKING_OBJECT_TYPE("db.blocking_object.type", Column.BLOCKING_OBJECT_TYPE, Shown.ITSELF),
    BLOCKING_OBJECT_VALUE("db.blocking_object.value", Column.BLOCKING_OBJECT, Shown.ITSELF),
    PLAN_ID("db.plans.id", Column.PLAN, Shown.ITSELF),
    CPU_STATE("db.cpu.state", Column.CPU, Shown.ITSELF),
    PROXY_NAME("db.proxy.name", Column.PROXY, Shown.ITSELF);

    /** The most that a list shows of a text, in UTF-8. Source: MetricQuery, API Reference. */
    public static final int TEXT_BYTES_MAX = 500;

    private static final Map<String, Dimension> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(Dimension::apiName, one -> one));

    private final String apiName;
    private final Column column;
    private final Shown shown;

    Dimension(String apiName, Column column, Shown shown) {
        this.apiName = apiName;
        this.column = column;
        this.shown = shown;
    }

    /** How a column's value becomes the dimension's. */
    private enum Shown {
        ITSELF,
        HASH,
        DB_ID,
        TEXT
    }

    public static Optional<Dimension> named(String apiName) {
        return Optional.ofNullable(BY_NAME.get(apiName));
    }

    public String apiName() {
        return apiName;
    }

    /** What two rows of one group have in common; empty: unknown. */
    String grouping(LoadKey key, Function<String, Optional<Statement>> statements) {
        String value = key.get(column);
        return shown == Shown.DB_ID ? shown(value, statements) : value;
    }

    /**
     * @param grouping of {@link #grouping}
     * @return what a list shows; empty: unknown
     */
    String value(String grouping, Function<String, Optional<Statement>> statements) {
        return shown == Shown.DB_ID ? grouping : shown(grouping, statements);
    }

    private String shown(String value, Function<String, Optional<Statement>> statements) {
        if (value.isEmpty()) return value;
        return switch (shown) {
            case ITSELF -> cut(value);
            case HASH -> Ids.of(value);
            case DB_ID -> statements.apply(value).map(Statement::dbId).orElse("");
            case TEXT -> statements.apply(value).map(one -> cut(one.text())).orElse("");
        };
    }

    /** At a whole character. */
    static String cut(String text) {
        if (text.length() * 3L <= TEXT_BYTES_MAX) return text;
        int bytes = 0;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (bytes > TEXT_BYTES_MAX) return text.substring(0, at);
            at += Character.charCount(character);
        }
        return text;
    }
}
