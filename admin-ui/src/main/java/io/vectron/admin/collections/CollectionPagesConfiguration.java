package io.vectron.admin.collections;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The controllers of this package. */
@Configuration(proxyBeanMethods = false)
@Import(CollectionsController.class)
public class CollectionPagesConfiguration {}
