package homeport.cloud.sns.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Mail: to the server that {@code up} was given, or as a file each into a folder. */
final class MailSender {
    static final String NOT_SET_UP =
            "no mail leaves this Homeport: start it with --smtp HOST:PORT or --mail-folder DIR";

    private final MailSettings settings;

    MailSender(MailSettings settings) {
        this.settings = settings;
    }

    Outcome send(Letter letter, Recipient to, Envelope envelope) {
        String subject =
                switch (letter.kind()) {
                    case NOTIFICATION ->
                            letter.subject().orElse("Notification of " + to.topicName());
                    case CONFIRMATION -> "Confirm your subscription to " + to.topicName();
                };
        String body =
                to.protocol().equals("email-json")
                        ? envelope.json(letter, to)
                        : plain(letter, to, envelope);
        String text =
                MailText.of(
                        settings.from(),
                        to.endpoint(),
                        to.topicName(),
                        subject,
                        letter.id() + "." + to.arn().substring(to.arn().lastIndexOf(':') + 1),
                        letter.timestamp(),
                        body);
        if (settings.smtp().isPresent())
            return new Smtp(settings.smtp().get()).send(settings.from(), to.endpoint(), text);
        if (settings.folder().isPresent()) return file(settings.folder().get(), letter, to, text);
        return new Outcome.Failed(NOT_SET_UP);
    }

    private static String plain(Letter letter, Recipient to, Envelope envelope) {
        String text = envelope.text(letter, to);
        return switch (letter.kind()) {
            case NOTIFICATION ->
                    text
                            + "\n\n--\nTo end this subscription: "
                            + envelope.unsubscribeUrl(to)
                            + "\n";
            case CONFIRMATION -> text + "\n\nSubscribeURL: " + envelope.subscribeUrl(letter) + "\n";
        };
    }

    /** Whole or not there; sent again it is the same file. */
    private static Outcome file(Path folder, Letter letter, Recipient to, String text) {
        String name =
                "%013d-%s-%s.eml"
                        .formatted(
                                letter.timestamp().toEpochMilli(),
                                letter.id(),
                                to.arn().substring(to.arn().lastIndexOf(':') + 1));
        try {
            Files.createDirectories(folder);
            Path partial =
                    Files.createTempFile(
                            folder,
                            ".mail",
                            ".partial",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.write(partial, text.getBytes(StandardCharsets.UTF_8));
            Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return new Outcome.Delivered();
        } catch (IOException failed) {
            return new Outcome.Failed("the mail folder " + folder + ": " + failed);
        }
    }
}
