package io.vectron.admin.cluster;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The controllers of this package. */
@Configuration(proxyBeanMethods = false)
@Import({OverviewController.class, ClusterController.class})
public class ClusterPagesConfiguration {}
