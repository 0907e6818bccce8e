package homeport.cloud.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Conditions on the words of an event, in their order: {@code [ip, user, ..., status = 4*]}. What
 * stands in quotes or brackets is one word. An event must have as many words; {@code ...} stands
 * for any.
 *
 * @param before words from the first on
 * @param open whether others may follow
 * @param after the last words
 */
record WordsPattern(List<Predicate<String>> before, boolean open, List<Predicate<String>> after)
        implements FilterPattern {
    private static final String OTHERS = "...";

    static WordsPattern parse(String text) {
        List<Predicate<String>> before = new ArrayList<>();
        List<Predicate<String>> after = new ArrayList<>();
        Scanner in = new Scanner(text.substring(1, text.length() - 1));
        boolean open = false;
        do {
            in.more();
            if (in.accept(OTHERS)) {
                if (open) throw Regex.invalid("... may come once");
                open = true;
                in.more();
            } else (open ? after : before).add(word(in));
        } while (in.acceptNext(","));
        if (in.more()) throw in.expected("a comma");
        return new WordsPattern(before, open, after);
    }

    /** A name alone, or conditions on it. */
    private static Predicate<String> word(Scanner in) {
        if (!in.more() || in.isAt(',')) return any -> true;
        if (in.nameAlone()) return any -> true;
        Predicate<Condition.Fields> condition = Condition.read(in);
        return word -> {
            Optional<JsonNode> node = Optional.of(JsonNodeFactory.instance.stringNode(word));
            return condition.test(name -> node);
        };
    }

    @Override
    public boolean matches(String message) {
        List<String> words = words(message);
        int named = before.size() + after.size();
        if (open ? words.size() < named : words.size() != named) return false;
        for (int i = 0; i < before.size(); i++) if (!before.get(i).test(words.get(i))) return false;
        int from = words.size() - after.size();
        for (int i = 0; i < after.size(); i++)
            if (!after.get(i).test(words.get(from + i))) return false;
        return true;
    }

    private static List<String> words(String message) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < message.length()) {
            char c = message.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            char end = c == '"' ? '"' : c == '[' ? ']' : ' ';
            int from = end == ' ' ? at : at + 1;
            int to = from;
            while (to < message.length() && !ends(message.charAt(to), end)) to++;
            words.add(message.substring(from, to));
            at = to + 1;
        }
        return words;
    }

    private static boolean ends(char c, char end) {
        return end == ' ' ? Character.isWhitespace(c) : c == end;
    }
}
