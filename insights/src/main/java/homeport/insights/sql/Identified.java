package homeport.insights.sql;

import homeport.insights.load.Statement;
import java.util.OptionalLong;

/**
 * A text that ran, and its digest. Digests are told apart by their text, not by the server's
 * number: one statement has many of those, one for each length of a list, and some have none.
 */
public record Identified(Statement statement, Statement digest) {
    /**
     * @param queryId the server's number for it
     * @param cut the text is not the whole: then the number tells, too
     */
    public static Identified of(String text, OptionalLong queryId, boolean cut) {
        String tokenized = Tokenized.of(text);
        String number = queryId.isPresent() ? Long.toString(queryId.getAsLong()) : "";
        String digestId = Ids.of(cut ? number + " " + tokenized : tokenized);
        String dbId = number.isEmpty() ? "pi-" + Ids.number(digestId) : number;
        Statement digest = new Statement(digestId, dbId, digestId, tokenized);
        if (text.equals(tokenized)) return new Identified(digest, digest);
        return new Identified(new Statement(Ids.of(text), dbId, digestId, text), digest);
    }
}
