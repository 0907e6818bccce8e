package homeport.cloud.s3;

import homeport.aws.Call;
import homeport.aws.rest.RestService;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What is in a bucket. */
final class ListingActions {
    private static final int PAGE_MAX = 1000;

    private final Buckets buckets;

    ListingActions(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.on("ListObjectsV2", ListObjectsV2Request::builder, this::second)
                .on("ListObjects", ListObjectsRequest::builder, this::first)
                .on("ListObjectVersions", ListObjectVersionsRequest::builder, this::versions);
    }

    private ListObjectsV2Response second(Call call, ListObjectsV2Request asked) {
        UnaryOperator<String> spelled = spelled(asked.encodingType());
        Optional<String> token = Optional.ofNullable(asked.continuationToken());
        int max = max(asked.maxKeys());
        Listing<Version> page =
                page(
                        asked.bucket(),
                        new Listing.Ask(
                                text(asked.prefix()),
                                some(asked.delimiter()),
                                token.map(ListingActions::decoded)
                                        .or(() -> some(asked.startAfter())),
                                Optional.empty(),
                                max));
        boolean owners = Boolean.TRUE.equals(asked.fetchOwner());
        return ListObjectsV2Response.builder()
                .name(asked.bucket())
                .prefix(spelled.apply(text(asked.prefix())))
                .delimiter(some(asked.delimiter()).map(spelled).orElse(null))
                .startAfter(some(asked.startAfter()).map(spelled).orElse(null))
                .encodingType(asked.encodingType())
                .maxKeys(max)
                .keyCount(page.items().size() + page.prefixes().size())
                .isTruncated(page.truncated())
                .continuationToken(asked.continuationToken())
                .nextContinuationToken(
                        page.last()
                                .filter(l -> page.truncated())
                                .map(ListingActions::encoded)
                                .orElse(null))
                .contents(
                        page.items().stream()
                                .map(one -> object(call, one, spelled, owners))
                                .toList())
                .commonPrefixes(prefixes(page, spelled))
                .build();
    }

    private ListObjectsResponse first(Call call, ListObjectsRequest asked) {
        UnaryOperator<String> spelled = spelled(asked.encodingType());
        int max = max(asked.maxKeys());
        Listing<Version> page =
                page(
                        asked.bucket(),
                        new Listing.Ask(
                                text(asked.prefix()),
                                some(asked.delimiter()),
                                some(asked.marker()),
                                Optional.empty(),
                                max));
        boolean told = page.truncated() && some(asked.delimiter()).isPresent();
        return ListObjectsResponse.builder()
                .name(asked.bucket())
                .prefix(spelled.apply(text(asked.prefix())))
                .delimiter(some(asked.delimiter()).map(spelled).orElse(null))
                .marker(spelled.apply(text(asked.marker())))
                .nextMarker(page.last().filter(l -> told).map(spelled).orElse(null))
                .encodingType(asked.encodingType())
                .maxKeys(max)
                .isTruncated(page.truncated())
                .contents(
                        page.items().stream().map(one -> object(call, one, spelled, true)).toList())
                .commonPrefixes(prefixes(page, spelled))
                .build();
    }

    private Listing<Version> page(String bucket, Listing.Ask ask) {
        return buckets.required(bucket)
                .look(index ->
                        Listing.of(
                                index,
                                ask,
                                all -> all.getFirst().marker() ? List.of() : all.subList(0, 1)));
    }

    /** A version and whether it is the newest of its key. */
    private record Row(Version version, boolean newest) {}

    private ListObjectVersionsResponse versions(Call call, ListObjectVersionsRequest asked) {
        UnaryOperator<String> spelled = spelled(asked.encodingType());
        int max = max(asked.maxKeys());
        if (some(asked.versionIdMarker()).isPresent() && some(asked.keyMarker()).isEmpty())
            throw Refusal.argument("A version-id marker cannot be specified without a key marker.");
        Listing.Ask ask =
                new Listing.Ask(
                        text(asked.prefix()),
                        some(asked.delimiter()),
                        some(asked.keyMarker()),
                        some(asked.versionIdMarker()),
                        max);
        Bucket bucket = buckets.required(asked.bucket());
        Listing<Row> page =
                bucket.look(index ->
                        Listing.of(
                                index,
                                ask,
                                all ->
                                        all.stream()
                                                .map(one ->
                                                        new Row(
                                                                one,
                                                                index.get(one.key()).getFirst()
                                                                        == one))
                                                .toList()));
        boolean halfway =
                page.truncated()
                        && !page.items().isEmpty()
                        && page.last().equals(Optional.of(page.items().getLast().version().key()));
        return ListObjectVersionsResponse.builder()
                .name(asked.bucket())
                .prefix(spelled.apply(text(asked.prefix())))
                .delimiter(some(asked.delimiter()).map(spelled).orElse(null))
                .keyMarker(spelled.apply(text(asked.keyMarker())))
                .versionIdMarker(text(asked.versionIdMarker()))
                .encodingType(asked.encodingType())
                .maxKeys(max)
                .isTruncated(page.truncated())
                .nextKeyMarker(page.last().filter(l -> page.truncated()).map(spelled).orElse(null))
                .nextVersionIdMarker(halfway ? page.items().getLast().version().id() : null)
                .versions(
                        page.items().stream()
                                .filter(row -> !row.version().marker())
                                .map(row -> version(call, row, spelled))
                                .toList())
                .deleteMarkers(
                        page.items().stream()
                                .filter(row -> row.version().marker())
                                .map(row -> marker(call, row, spelled))
                                .toList())
                .commonPrefixes(prefixes(page, spelled))
                .build();
    }

    private static S3Object object(
            Call call, Version one, UnaryOperator<String> spelled, boolean owner) {
        return S3Object.builder()
                .key(spelled.apply(one.key()))
                .lastModified(one.modified())
                .eTag(one.quotedEtag())
                .size(one.size())
                .storageClass(one.storageClass())
                .checksumAlgorithmWithStrings(one.checksums().keySet())
                .checksumType(one.whole() ? "FULL_OBJECT" : "COMPOSITE")
                .owner(owner ? owner(call) : null)
                .build();
    }

    private static ObjectVersion version(Call call, Row row, UnaryOperator<String> spelled) {
        Version one = row.version();
        return ObjectVersion.builder()
                .key(spelled.apply(one.key()))
                .versionId(one.id())
                .isLatest(row.newest())
                .lastModified(one.modified())
                .eTag(one.quotedEtag())
                .size(one.size())
                .storageClass(one.storageClass())
                .owner(owner(call))
                .build();
    }

    private static DeleteMarkerEntry marker(Call call, Row row, UnaryOperator<String> spelled) {
        Version one = row.version();
        return DeleteMarkerEntry.builder()
                .key(spelled.apply(one.key()))
                .versionId(one.id())
                .isLatest(row.newest())
                .lastModified(one.modified())
                .owner(owner(call))
                .build();
    }

    /** Everything is the account's: its canonical id here is its number, repeated to the length. */
    static Owner owner(Call call) {
        return Owner.builder().id(canonicalId(call.account())).build();
    }

    static String canonicalId(String account) {
        return account.repeat(6).substring(0, 64);
    }

    private static List<CommonPrefix> prefixes(Listing<?> page, UnaryOperator<String> spelled) {
        return page.prefixes().stream()
                .map(one -> CommonPrefix.builder().prefix(spelled.apply(one)).build())
                .toList();
    }

    static int max(Integer asked) {
        if (asked == null) return PAGE_MAX;
        if (asked < 0)
            throw Refusal.argument("max-keys is %d, allowed 0 or more.".formatted(asked));
        return Math.min(asked, PAGE_MAX);
    }

    static UnaryOperator<String> spelled(EncodingType type) {
        if (type == null) return text -> text;
        if (type != EncodingType.URL)
            throw Refusal.argument("Invalid Encoding Method specified in Request");
        return ListingActions::percent;
    }

    private static String percent(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && Character.isLetterOrDigit(c) || "-_.*/".indexOf(c) >= 0;
            if (plain) out.append(c);
            else out.append("%%%02X".formatted((int) c));
        }
        return out.toString();
    }

    static String text(String maybe) {
        return maybe == null ? "" : maybe;
    }

    static Optional<String> some(String maybe) {
        return Optional.ofNullable(maybe).filter(text -> !text.isEmpty());
    }

    private static String encoded(String last) {
        return Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw Refusal.argument("The continuation token provided is incorrect");
        }
    }
}
