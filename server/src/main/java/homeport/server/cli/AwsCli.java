package homeport.server.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The AWS CLI that a shell would find. */
record AwsCli(int major, int minor) {
    /**
     * Bash hands it on to the scripts it starts; other shells cannot, and have it where it was
     * defined.
     */
    static final String FUNCTION =
            """
            aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
            if [ -n "${BASH_VERSION:-}" ]; then export -f aws; fi\
            """;

    private static final Pattern VERSION = Pattern.compile("aws-cli/([0-9]{1,4})\\.([0-9]{1,4})");
    private static final int ANSWER_SECONDS_MAX = 10;

    /**
     * @return empty when there is none, or none that says its version
     */
    static Optional<AwsCli> installed() {
        try {
            Process process =
                    new ProcessBuilder("aws", "--version").redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text;
            try (var out = process.getInputStream()) {
                text = new String(out.readNBytes(1024), StandardCharsets.UTF_8);
            }
            if (!process.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)) process.destroy();
            return parse(text);
        } catch (IOException none) {
            return Optional.empty();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static Optional<AwsCli> parse(String text) {
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.find()) return Optional.empty();
        return Optional.of(
                new AwsCli(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))));
    }

    /**
     * It does not read {@code AWS_ENDPOINT_URL}, or not for every service. Source: AWS SDKs and
     * Tools reference, "Service-specific endpoints": version 2 reads it since 2.13.0. Version 1
     * does since 1.29.0, but goes to AWS for {@code rds} in us-east-1 all the same (seen in
     * 1.45.11).
     */
    boolean ignoresVariable() {
        return major < 2 || major == 2 && minor < 13;
    }
}
