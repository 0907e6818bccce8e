/** STS: who am I. Source: STS API reference. */
package homeport.cloud.sts;
