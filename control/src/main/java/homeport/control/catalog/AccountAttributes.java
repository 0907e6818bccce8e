package homeport.control.catalog;

import homeport.aws.Service;
import java.util.List;
import software.amazon.awssdk.services.rds.model.AccountQuota;
import software.amazon.awssdk.services.rds.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.rds.model.DescribeAccountAttributesResponse;

/** The account's limits and how much of each is used; every feature brings its own. */
public final class AccountAttributes {
    private final List<Quota> quotas;

    public AccountAttributes(List<Quota> quotas) {
        this.quotas = List.copyOf(quotas);
    }

    public void register(Service rds) {
        rds.on(
                "DescribeAccountAttributes",
                DescribeAccountAttributesRequest::builder,
                (call, asked) -> describe(call.region()));
    }

    private DescribeAccountAttributesResponse describe(String region) {
        return DescribeAccountAttributesResponse.builder()
                .accountQuotas(
                        quotas.stream()
                                .map(quota ->
                                        AccountQuota.builder()
                                                .accountQuotaName(quota.name())
                                                .used(quota.used().applyAsLong(region))
                                                .max(quota.max())
                                                .build())
                                .toList())
                .build();
    }
}
