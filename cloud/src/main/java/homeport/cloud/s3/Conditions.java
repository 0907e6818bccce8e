package homeport.cloud.s3;

import homeport.aws.AwsException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** When a request is to be done at all. Source: RFC 9110, "Conditional Requests". */
final class Conditions {
    private Conditions() {}

    /**
     * @param prefix of the members: empty, or {@code CopySource}
     * @throws AwsException {@code PreconditionFailed}, {@code NotModified}
     */
    static void reading(SdkPojo request, String prefix, Version version) {
        Instant modified = version.modified().truncatedTo(ChronoUnit.SECONDS);
        Optional<String> match = Members.text(request, prefix + "IfMatch");
        Optional<String> none = Members.text(request, prefix + "IfNoneMatch");
        Optional<Instant> unmodified = Members.time(request, prefix + "IfUnmodifiedSince");
        Optional<Instant> since = Members.time(request, prefix + "IfModifiedSince");
        if (match.isPresent() && !names(match.get(), version)) throw Refusal.precondition();
        boolean late = unmodified.filter(modified::isAfter).isPresent();
        if (match.isEmpty() && late) throw Refusal.precondition();
        boolean same = none.filter(tags -> names(tags, version)).isPresent();
        boolean old = since.filter(moment -> !modified.isAfter(moment)).isPresent();
        if (!same && (none.isPresent() || !old)) return;
        if (prefix.isEmpty()) throw new AwsException("NotModified", "Not Modified");
        throw Refusal.precondition();
    }

    /**
     * @throws AwsException {@code PreconditionFailed}, {@code NoSuchKey}
     */
    static void writing(SdkPojo request, Optional<Version> before) {
        Optional<Version> there = before.filter(version -> !version.marker());
        Optional<String> none = Members.text(request, "IfNoneMatch");
        if (none.isPresent() && !none.get().equals("*"))
            throw Refusal.notImplemented("If-None-Match other than *");
        if (none.isPresent() && there.isPresent()) throw Refusal.precondition();
        Optional<String> match = Members.text(request, "IfMatch");
        if (match.isEmpty()) return;
        if (there.isEmpty()) throw Refusal.noKey();
        if (!names(match.get(), there.get())) throw Refusal.precondition();
    }

    private static boolean names(String tags, Version version) {
        for (String tag : tags.split(","))
            if (tag.strip().equals("*") || tag.strip().replace("\"", "").equals(version.etag()))
                return true;
        return false;
    }
}
