package homeport.cloud.logs;

/**
 * What an event must be like to be found. Source: CloudWatch Logs user guide, "Filter pattern
 * syntax".
 */
interface FilterPattern {
    boolean matches(String message);

    /**
     * Reads a pattern: {@code {…}} of JSON, {@code […]} of words with blanks between, or terms; an
     * empty one finds everything.
     *
     * @throws homeport.aws.AwsException it is none; it says where and why
     */
    static FilterPattern parse(String text) {
        String pattern = text.strip();
        if (pattern.isEmpty()) return message -> true;
        if (pattern.startsWith("{") && pattern.endsWith("}")) return JsonPattern.parse(pattern);
        if (pattern.startsWith("[") && pattern.endsWith("]")) return WordsPattern.parse(pattern);
        return TermsPattern.parse(pattern);
    }
}
