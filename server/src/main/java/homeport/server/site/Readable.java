package homeport.server.site;

/** What others call themselves, as a log may show it: a role may be called anything, lines too. */
final class Readable {
    private Readable() {}

    static String of(String text) {
        return text.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
    }
}
