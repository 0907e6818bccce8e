package homeport.cloud.sns.delivery;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message as receivers get it. Source: SNS developer guide, "HTTP/HTTPS notification JSON format"
 * and "Verifying the signatures of Amazon SNS messages".
 */
final class Envelope {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String apiUrl;
    private final Signing signing;

    /**
     * @param apiUrl where this installation answers now
     */
    Envelope(String apiUrl, Signing signing) {
        this.apiUrl = apiUrl;
        this.signing = signing;
    }

    String json(Letter letter, Recipient to) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Type", letter.kind().text());
        fields.put("MessageId", letter.id());
        letter.token().ifPresent(token -> fields.put("Token", token));
        fields.put("TopicArn", letter.topicArn());
        letter.subject().ifPresent(subject -> fields.put("Subject", subject));
        fields.put("Message", text(letter, to));
        letter.token().ifPresent(token -> fields.put("SubscribeURL", subscribeUrl(letter)));
        fields.put("Timestamp", time(letter.timestamp()));
        fields.put("SignatureVersion", Integer.toString(to.signatureVersion()));
        fields.put("Signature", signing.sign(to.signatureVersion(), signed(letter, to)));
        fields.put("SigningCertURL", apiUrl + signing.certificatePath());
        if (letter.kind() == Letter.Kind.NOTIFICATION)
            fields.put("UnsubscribeURL", unsubscribeUrl(to));
        if (!letter.attributes().isEmpty()) fields.put("MessageAttributes", attributes(letter));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields);
    }

    String text(Letter letter, Recipient to) {
        return switch (letter.kind()) {
            case NOTIFICATION -> letter.body(to.protocol());
            case CONFIRMATION ->
                    "Somebody subscribed this endpoint to the topic %s. To receive its messages, open the SubscribeURL of this message; to refuse, do nothing."
                            .formatted(letter.topicArn());
        };
    }

    /** Names and values of what is signed, each in a line of its own, in order of names. */
    private String signed(Letter letter, Recipient to) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("Message", text(letter, to));
        fields.put("MessageId", letter.id());
        letter.subject().ifPresent(subject -> fields.put("Subject", subject));
        fields.put("Timestamp", time(letter.timestamp()));
        fields.put("TopicArn", letter.topicArn());
        fields.put("Type", letter.kind().text());
        letter.token()
                .ifPresent(token -> {
                    fields.put("Token", token);
                    fields.put("SubscribeURL", subscribeUrl(letter));
                });
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) -> text.append(name).append('\n').append(value).append('\n'));
        return text.toString();
    }

    private static Map<String, Map<String, String>> attributes(Letter letter) {
        Map<String, Map<String, String>> shown = new TreeMap<>();
        letter.attributes()
                .forEach((name, value) -> {
                    Map<String, String> one = new LinkedHashMap<>();
                    one.put("Type", value.type());
                    one.put("Value", value.value());
                    shown.put(name, one);
                });
        return shown;
    }

    /** Works with a plain GET, by whoever has the token. */
    String subscribeUrl(Letter letter) {
        return apiUrl
                + "/?Action=ConfirmSubscription&TopicArn="
                + encoded(letter.topicArn())
                + "&Token="
                + encoded(letter.token().orElse(""));
    }

    String unsubscribeUrl(Recipient to) {
        return apiUrl + "/?Action=Unsubscribe&SubscriptionArn=" + encoded(to.arn());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }
}
