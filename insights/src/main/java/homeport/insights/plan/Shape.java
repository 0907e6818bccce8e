package homeport.insights.plan;

import homeport.insights.sql.Ids;
import homeport.insights.sql.Tokenized;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What makes two plans the same: kinds of nodes, how they hang together, what they read, by which
 * index and which condition, literals aside; no costs, rows, widths or numbers of workers.
 *
 * @param text of all that, to be hashed
 * @param cost what the planner expects of the whole, in its own units
 */
record Shape(String text, double cost) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CHILDREN = "Plans";

    /** Source: PostgreSQL, explain.c. */
    private static final List<String> NAMES =
            List.of(
                    "Node Type",
                    "Strategy",
                    "Partial Mode",
                    "Parent Relationship",
                    "Subplan Name",
                    "Operation",
                    "Join Type",
                    "Command",
                    "Scan Direction",
                    "Schema",
                    "Relation Name",
                    "Alias",
                    "Index Name",
                    "CTE Name",
                    "Function Name");

    /** They have literals in them, or are lists of what may have. */
    private static final List<String> CONDITIONS =
            List.of(
                    "Index Cond",
                    "Recheck Cond",
                    "Hash Cond",
                    "Merge Cond",
                    "Join Filter",
                    "Sort Key",
                    "Presorted Key",
                    "Group Key");

    /**
     * @param json as EXPLAIN (FORMAT JSON) prints it
     * @return empty: it is not that
     */
    static Optional<Shape> of(String json) {
        try {
            JsonNode root = JSON.readTree(json).path(0).path("Plan");
            if (!root.has("Node Type")) return Optional.empty();
            StringBuilder text = new StringBuilder();
            write(root, text);
            return Optional.of(new Shape(text.toString(), root.path("Total Cost").asDouble(0)));
        } catch (JacksonException other) {
            return Optional.empty();
        }
    }

    private static void write(JsonNode node, StringBuilder out) {
        out.append('(');
        for (String name : NAMES) if (node.has(name)) part(name, node.path(name).asString(), out);
        for (String name : CONDITIONS)
            if (node.path(name).isArray())
                for (JsonNode one : node.path(name)) part(name, Tokenized.of(one.asString()), out);
            else if (node.has(name)) part(name, Tokenized.of(node.path(name).asString()), out);
        for (JsonNode child : node.path(CHILDREN)) write(child, out);
        out.append(')');
    }

    private static void part(String name, String value, StringBuilder out) {
        out.append(name).append('=').append(value).append('\n');
    }

    /** Of the plan with this shape. */
    String id(String digest, String database) {
        return Ids.of(digest + " " + database + " " + text);
    }
}
