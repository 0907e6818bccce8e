package homeport.control.catalog;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Service;
import homeport.control.name.Filters;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.control.record.Held;
import homeport.control.record.Paging;
import homeport.control.record.Records;
import homeport.engine.Authority;
import homeport.store.Op;
import homeport.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.Certificate;
import software.amazon.awssdk.services.rds.model.DescribeCertificatesRequest;
import software.amazon.awssdk.services.rds.model.DescribeCertificatesResponse;
import software.amazon.awssdk.services.rds.model.ModifyCertificatesRequest;
import software.amazon.awssdk.services.rds.model.ModifyCertificatesResponse;

/**
 * The authorities that sign the certificates of instances: Homeport's own one. Whether the account
 * chose it by name is kept, as ModifyCertificates does.
 */
public final class Certificates {
    private static final String ACCOUNT_CHOICE = "account";

    private final Authority authority;
    private final Records<Choice> choices;
    private final Commits commits;

    public Certificates(Store store, Authority authority) {
        this.authority = authority;
        this.choices = new Records<>(store, "certificate-choice", Choice.class);
        this.commits = new Commits(store);
    }

    public void register(Service rds) {
        rds.on("DescribeCertificates", DescribeCertificatesRequest::builder, this::describe)
                .on("ModifyCertificates", ModifyCertificatesRequest::builder, this::modify);
    }

    /**
     * @throws AwsException {@code CertificateNotFound}
     */
    public void check(String identifier) {
        if (!authority.root().id().equals(identifier))
            throw new AwsException("CertificateNotFound", "Certificate not found: " + identifier);
    }

    private DescribeCertificatesResponse describe(Call call, DescribeCertificatesRequest asked) {
        Filters.of(asked.filters(), Map.of());
        if (asked.certificateIdentifier() != null) check(asked.certificateIdentifier());
        Paging<Certificate> page =
                Paging.of(
                        List.of(view(call, choice(call.region()).isPresent())),
                        asked.maxRecords(),
                        asked.marker(),
                        Certificate::certificateIdentifier);
        return DescribeCertificatesResponse.builder()
                .defaultCertificateForNewLaunches(authority.root().id())
                .certificates(page.rows())
                .marker(page.markerOrNull())
                .build();
    }

    private ModifyCertificatesResponse modify(Call call, ModifyCertificatesRequest asked) {
        boolean remove = Boolean.TRUE.equals(asked.removeCustomerOverride());
        if (remove == (asked.certificateIdentifier() != null))
            throw AwsException.invalidCombination(
                    "Give either CertificateIdentifier or RemoveCustomerOverride.");
        if (!remove) check(asked.certificateIdentifier());
        return commits.run(() ->
                new Attempt<>(
                        change(call.region(), remove),
                        ModifyCertificatesResponse.builder()
                                .certificate(view(call, !remove))
                                .build()));
    }

    private List<Op> change(String region, boolean remove) {
        Optional<Held<Choice>> held = choices.find(region, ACCOUNT_CHOICE);
        if (remove) return held.map(choices::delete).stream().toList();
        return held.isPresent()
                ? List.of()
                : List.of(
                        choices.create(region, ACCOUNT_CHOICE, new Choice(authority.root().id())));
    }

    private Optional<Held<Choice>> choice(String region) {
        return choices.find(region, ACCOUNT_CHOICE);
    }

    private Certificate view(Call call, boolean chosen) {
        Authority.Root root = authority.root();
        return Certificate.builder()
                .certificateIdentifier(root.id())
                .certificateType("CA")
                .thumbprint(root.thumbprint())
                .validFrom(root.validFrom())
                .validTill(root.validTill())
                .certificateArn("arn:aws:rds:" + call.region() + "::cert:" + root.id())
                .customerOverride(chosen)
                .customerOverrideValidTill(chosen ? root.validTill() : null)
                .build();
    }

    /** The authority that the account wants for new instances, in one region. */
    record Choice(String identifier) {}
}
