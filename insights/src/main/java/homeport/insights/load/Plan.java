package homeport.insights.load;

import java.time.Instant;

/**
 * A way to carry out the statements of a digest in a database, as the server's planner chose it.
 * Plans that differ in nothing but costs are one. What it was when it was captured first stays.
 *
 * @param id SHA-1, 40 hexadecimal digits, of the digest's id, the database and the plan's shape
 * @param digestId {@link Statement#id} of the digest
 * @param database its name
 * @param firstCost what the planner expected of all of it, in its own units, at first
 * @param lastCost the same when it was seen last
 * @param json what EXPLAIN (FORMAT JSON) printed at first
 */
public record Plan(
        String id,
        String digestId,
        String database,
        Instant firstSeen,
        Instant lastSeen,
        double firstCost,
        double lastCost,
        String json) {}
