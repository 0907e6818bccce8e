/** Which messages a subscription wants: decisions over documents, nothing else. */
package homeport.cloud.sns.filter;
