package homeport.cloud.sns;

import static org.assertj.core.api.Assertions.assertThat;

import homeport.cloud.sns.delivery.MailSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Subscribers by mail: to a folder, to a server, and where there is neither. */
final class SnsMailTest extends TopicsRig {
    @Test
    void mailGoesToAFolder() throws Exception {
        Path box = folder.resolve("mail");
        mail = new MailSettings(Optional.empty(), Optional.of(box), "me@example.com");
        open();
        String topic = topic("alarms");
        String arn = subscribe(topic, "email", "ops@example.com", Map.of());
        await("the confirmation is there", () -> mails(box).size() == 1);
        String asked = text(mails(box).getFirst());
        assertThat(asked).contains("SubscribeURL: " + API + "/?Action=ConfirmSubscription");
        confirm(topic, asked.replaceAll("(?s).*Token=([0-9a-f]+).*", "$1"));
        publish(topic, "über\n.\nall", "down");
        await("the mail is there", () -> mails(box).size() == 2);
        assertThat(text(mails(box).getLast()))
                .contains("über\n.\nall")
                .contains("Action=Unsubscribe");
        assertThat(attributes(arn)).doesNotContainKey("HomeportDeliveryProblem");
    }

    @Test
    void mailGoesToAServer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> hear(server));
            mail =
                    new MailSettings(
                            Optional.of(
                                    new MailSettings.Server("127.0.0.1", server.getLocalPort())),
                            Optional.empty(),
                            "me@example.com");
            open();
            subscribe(topic("alarms"), "email-json", "ops@example.com", Map.of());
            String talk = heard.get(20, TimeUnit.SECONDS);
            assertThat(talk)
                    .contains("MAIL FROM:<me@example.com>")
                    .contains("RCPT TO:<ops@example.com>")
                    .contains("To: ops@example.com");
        }
    }

    private static String hear(ServerSocket server) {
        StringBuilder talk = new StringBuilder();
        try (Socket client = server.accept()) {
            var in =
                    new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            var out = client.getOutputStream();
            out.write("220-hello\r\n220 here\r\n".getBytes(StandardCharsets.US_ASCII));
            boolean data = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                talk.append(line).append('\n');
                if (line.equals("QUIT")) break;
                if (data && !line.equals(".")) continue;
                data = line.equals("DATA");
                out.write((data ? "354 go\r\n" : "250 ok\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException gone) {
            talk.append(gone);
        }
        return talk.toString();
    }

    @Test
    void withoutMailTheSubscriptionSaysWhatIsMissing() throws Exception {
        open();
        String arn = subscribe(topic("alarms"), "email", "ops@example.com", Map.of());
        await("it was tried", () -> attributes(arn).containsKey("HomeportDeliveryProblem"));
        assertThat(attributes(arn).get("HomeportDeliveryProblem"))
                .contains("--smtp HOST:PORT or --mail-folder DIR");
        assertThat(attributes(arn)).containsEntry("PendingConfirmation", "true");
    }
}
