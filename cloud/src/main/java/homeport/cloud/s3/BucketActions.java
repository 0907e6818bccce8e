package homeport.cloud.s3;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.rest.RestService;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.Bucket.Builder;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.VersioningConfiguration;

/** Buckets: made, listed, found, deleted; whether they keep versions. */
final class BucketActions {
    private static final String FIRST_REGION = "us-east-1";
    private static final int PAGE_MAX = 10_000;

    private final Buckets buckets;

    BucketActions(Buckets buckets) {
        this.buckets = buckets;
    }

    void register(RestService s3) {
        s3.on("CreateBucket", CreateBucketRequest::builder, this::create)
                .on("DeleteBucket", DeleteBucketRequest::builder, this::delete)
                .on("HeadBucket", HeadBucketRequest::builder, this::head)
                .on("ListBuckets", ListBucketsRequest::builder, this::list)
                .on("GetBucketLocation", GetBucketLocationRequest::builder, this::location)
                .on("GetBucketVersioning", GetBucketVersioningRequest::builder, this::versioning)
                .on("PutBucketVersioning", PutBucketVersioningRequest::builder, this::version);
    }

    private CreateBucketResponse create(Call call, CreateBucketRequest asked) {
        Buckets.check(asked.bucket());
        if (Boolean.TRUE.equals(asked.objectLockEnabledForBucket()))
            throw Refusal.notImplemented("object lock");
        String region = region(call, asked);
        BucketRecord record =
                new BucketRecord(
                        asked.bucket(),
                        region,
                        call.now().truncatedTo(ChronoUnit.SECONDS),
                        Optional.empty(),
                        Map.of(
                                "OwnershipControls",
                                Configs.ownership(
                                        Optional.ofNullable(asked.objectOwnershipAsString())),
                                "Encryption",
                                Configs.ENCRYPTION_DEFAULT,
                                "PublicAccessBlock",
                                Configs.BLOCK_DEFAULT));
        if (!buckets.create(record)) exists(record);
        return CreateBucketResponse.builder()
                .location("/" + asked.bucket())
                .bucketArn("arn:aws:s3:::" + asked.bucket())
                .build();
    }

    private static String region(Call call, CreateBucketRequest asked) {
        if (asked.createBucketConfiguration() == null) return call.region();
        if (asked.createBucketConfiguration().location() != null)
            throw Refusal.notImplemented("directory buckets");
        String wanted = asked.createBucketConfiguration().locationConstraintAsString();
        if (wanted == null || wanted.isEmpty()) return call.region();
        if (!wanted.equals(call.region()) && !call.region().equals(FIRST_REGION))
            throw new AwsException(
                    "IllegalLocationConstraintException",
                    "The %s location constraint is incompatible for the region specific endpoint this request was sent to."
                            .formatted(wanted));
        return wanted;
    }

    /** In the first region, to make again what is one's own is no error. */
    private void exists(BucketRecord wanted) {
        boolean first = wanted.region().equals(FIRST_REGION);
        boolean same =
                buckets.find(wanted.name())
                        .filter(held -> held.record().region().equals(FIRST_REGION))
                        .isPresent();
        if (!first || !same)
            throw new AwsException(
                    "BucketAlreadyOwnedByYou",
                    "Your previous request to create the named bucket succeeded and you already own it.");
    }

    /** Ownership is the account's, always: lists that say who else may do something are refused. */
    static void checkAcl(SdkPojo asked) {
        Optional<String> acl = Members.text(asked, "ACL");
        boolean own =
                acl.filter(text -> !List.of("private", "bucket-owner-full-control").contains(text))
                        .isEmpty();
        boolean grants =
                List.of(
                                "GrantFullControl",
                                "GrantRead",
                                "GrantReadACP",
                                "GrantWrite",
                                "GrantWriteACP")
                        .stream()
                        .anyMatch(name -> Members.text(asked, name).isPresent());
        if (!own || grants)
            throw new AwsException(
                    "AccessControlListNotSupported", "The bucket does not allow ACLs");
    }

    private DeleteBucketResponse delete(Call call, DeleteBucketRequest asked) {
        buckets.delete(asked.bucket());
        return DeleteBucketResponse.builder().build();
    }

    private HeadBucketResponse head(Call call, HeadBucketRequest asked) {
        return HeadBucketResponse.builder()
                .bucketRegion(buckets.required(asked.bucket()).record().region())
                .accessPointAlias(false)
                .build();
    }

    private ListBucketsResponse list(Call call, ListBucketsRequest asked) {
        int max = Optional.ofNullable(asked.maxBuckets()).orElse(PAGE_MAX);
        if (max < 1 || max > PAGE_MAX)
            throw Refusal.argument("max-buckets is %d, allowed 1 to 10000.".formatted(max));
        String after = ListingActions.text(asked.continuationToken());
        List<BucketRecord> all =
                buckets.all().stream()
                        .filter(one -> one.name().startsWith(ListingActions.text(asked.prefix())))
                        .filter(one ->
                                asked.bucketRegion() == null
                                        || one.region().equals(asked.bucketRegion()))
                        .filter(one -> one.name().compareTo(after) > 0)
                        .toList();
        List<BucketRecord> page = all.subList(0, Math.min(max, all.size()));
        boolean paged = asked.maxBuckets() != null || asked.bucketRegion() != null;
        return ListBucketsResponse.builder()
                .owner(ListingActions.owner(call))
                .prefix(asked.prefix())
                .continuationToken(page.size() < all.size() ? page.getLast().name() : null)
                .buckets(page.stream().map(one -> shown(one, paged)).toList())
                .build();
    }

    private static software.amazon.awssdk.services.s3.model.Bucket shown(
            BucketRecord one, boolean region) {
        Builder bucket =
                software.amazon.awssdk.services.s3.model.Bucket.builder()
                        .name(one.name())
                        .bucketArn("arn:aws:s3:::" + one.name())
                        .creationDate(one.created());
        return (region ? bucket.bucketRegion(one.region()) : bucket).build();
    }

    private GetBucketLocationResponse location(Call call, GetBucketLocationRequest asked) {
        String region = buckets.required(asked.bucket()).record().region();
        return GetBucketLocationResponse.builder()
                .locationConstraint(region.equals(FIRST_REGION) ? "" : region)
                .build();
    }

    private GetBucketVersioningResponse versioning(Call call, GetBucketVersioningRequest asked) {
        return GetBucketVersioningResponse.builder()
                .status(buckets.required(asked.bucket()).record().versioning().orElse(null))
                .build();
    }

    private PutBucketVersioningResponse version(Call call, PutBucketVersioningRequest asked) {
        VersioningConfiguration wanted = asked.versioningConfiguration();
        if (wanted == null || wanted.status() == null) throw Refusal.malformedXml();
        if (wanted.status() == BucketVersioningStatus.UNKNOWN_TO_SDK_VERSION)
            throw Refusal.malformedXml();
        if ("Enabled".equals(wanted.mfaDeleteAsString()))
            throw Refusal.notImplemented("MFA delete");
        buckets.required(asked.bucket())
                .change(before -> before.withVersioning(wanted.statusAsString()));
        return PutBucketVersioningResponse.builder().build();
    }
}
