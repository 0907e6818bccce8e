package homeport.control.event;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event as topics carry it. Source: RDS user guide, "Amazon RDS event notification tags and
 * attributes" and its example of a message.
 */
final class EventNotice {
    private static final String SUBJECT = "RDS Notification Message";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private EventNotice() {}

    /**
     * @param key of the event in the store, which no other has
     * @param tags of what the event is about, as they are now
     */
    static Notifier.Notice of(
            String region, String topicArn, String key, Event event, Map<String, String> tags) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Event Source", event.sourceType());
        fields.put("Event Time", TIME.format(event.date()));
        fields.put("Identifier Link", link(region, event));
        fields.put("Source ID", event.sourceIdentifier());
        fields.put("Source ARN", event.sourceArn());
        fields.put(
                "Event ID",
                "http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html#"
                        + event.id());
        fields.put("Event Message", event.message());
        if (!tags.isEmpty()) fields.put("Tags", new TreeMap<>(tags));
        byte[] name = (topicArn + " " + key).getBytes(StandardCharsets.UTF_8);
        return new Notifier.Notice(
                topicArn,
                UUID.nameUUIDFromBytes(name).toString(),
                SUBJECT,
                JSON.writeValueAsString(fields),
                Map.of("EventID", event.id(), "Resource", event.sourceArn()));
    }

    private static String link(String region, Event event) {
        String kind = event.sourceType().replaceFirst("^db-", "db").replace("-", "");
        return "https://console.aws.amazon.com/rds/home?region=%s#%s:id=%s"
                .formatted(region, kind, event.sourceIdentifier());
    }
}
