package homeport.stack.template;

import tools.jackson.databind.JsonNode;

/** Pieces of templates in messages. */
final class Show {
    private static final int LENGTH_MAX = 200;

    private Show() {}

    static String shorten(JsonNode node) {
        String text = node.toString();
        return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "…";
    }
}
