package homeport.insights.query;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Dimensions that belong together. Source: Performance Insights API Reference, DimensionGroup. */
public enum DimensionGroup {
    SQL(
            "db.sql",
            Rows.ALL,
            Dimension.SQL_ID,
            Dimension.SQL_DB_ID,
            Dimension.SQL_TOKENIZED_ID,
            Dimension.SQL_STATEMENT),
    SQL_TOKENIZED(
            "db.sql_tokenized",
            Rows.ALL,
            Dimension.TOKENIZED_ID,
            Dimension.TOKENIZED_DB_ID,
            Dimension.TOKENIZED_STATEMENT),
    WAIT_EVENT("db.wait_event", Rows.ALL, Dimension.WAIT_EVENT_NAME, Dimension.WAIT_EVENT_TYPE),
    WAIT_EVENT_TYPE("db.wait_event_type", Rows.ALL, Dimension.WAIT_TYPE_NAME),
    USER("db.user", Rows.ALL, Dimension.USER_ID, Dimension.USER_NAME),
    HOST("db.host", Rows.ALL, Dimension.HOST_ID, Dimension.HOST_NAME),
    DATABASE("db", Rows.ALL, Dimension.DATABASE_NAME),
    APPLICATION("db.application", Rows.ALL, Dimension.APPLICATION_NAME),
    SESSION_TYPE("db.session_type", Rows.ALL, Dimension.SESSION_TYPE_NAME),
    BLOCKING_SESSION("db.blocking_session", Rows.THAT_WAIT, Dimension.BLOCKING_SESSION_ID),
    BLOCKING_SQL(
            "db.blocking_sql",
            Rows.THAT_WAIT,
            Dimension.BLOCKING_SQL_ID,
            Dimension.BLOCKING_SQL_TEXT),
    BLOCKING_OBJECT(
            "db.blocking_object",
            Rows.THAT_WAIT,
            Dimension.BLOCKING_OBJECT_ID,
            Dimension.BLOCKING_OBJECT_TYPE,
            Dimension.BLOCKING_OBJECT_VALUE),
    PLANS("db.plans", Rows.THAT_ARE_PLANNED, Dimension.PLAN_ID),
    CPU("db.cpu", Rows.THAT_KNOW, Dimension.CPU_STATE),
    PROXY("db.proxy", Rows.THAT_KNOW, Dimension.PROXY_NAME);

    private final String apiName;
    private final Rows rows;
    private final List<Dimension> dimensions;

    DimensionGroup(String apiName, Rows rows, Dimension... dimensions) {
        this.apiName = apiName;
        this.rows = rows;
        this.dimensions = List.of(dimensions);
    }

    /** Which load the group is about. */
    private enum Rows {
        ALL,
        THAT_KNOW,
        THAT_WAIT,
        THAT_ARE_PLANNED
    }

    public static Optional<DimensionGroup> named(String apiName) {
        return Arrays.stream(values()).filter(one -> one.apiName.equals(apiName)).findAny();
    }

    public static DimensionGroup of(Dimension dimension) {
        return Arrays.stream(values())
                .filter(one -> one.dimensions.contains(dimension))
                .findAny()
                .orElseThrow(() -> new IllegalStateException(dimension + " is in no group"));
    }

    public String apiName() {
        return apiName;
    }

    /** AWS has it in advanced mode only. */
    public boolean advanced() {
        return rows == Rows.THAT_WAIT || rows == Rows.THAT_ARE_PLANNED;
    }

    /** Rows that know nothing of it are left out, rather than shown as unknown. */
    boolean partial() {
        return rows != Rows.ALL;
    }

    public List<Dimension> dimensions() {
        return dimensions;
    }
}
