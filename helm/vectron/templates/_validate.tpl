{{/* What the schema cannot say: settings that need each other. */}}
{{- define "vectron.validate" -}}
{{- $tls := .Values.tls -}}
{{- $missing := list -}}
{{- $named := list -}}
{{- range $role := (include "vectron.roles" . | fromYaml).roles -}}
{{- if index $tls.existingSecrets $role -}}
{{- $named = append $named $role -}}
{{- else -}}
{{- $missing = append $missing $role -}}
{{- end -}}
{{- end -}}
{{- if and $tls.certManager.enabled $named -}}
{{- fail (printf "\n\ntls: cert-manager is enabled and tls.existingSecrets names secrets (%s); choose one of the two\n" (join ", " $named)) -}}
{{- end -}}
{{- if and $tls.certManager.enabled (not $tls.certManager.issuerRef.name) -}}
{{- fail "\n\ntls.certManager.issuerRef.name is empty: name the issuer of the cluster's certificates, one that gives out its CA (ca.crt)\n" -}}
{{- end -}}
{{- if and (not $tls.certManager.enabled) $missing -}}
{{- fail (printf "\n\ntls: no certificates for %s. Name a secret with ca.crt, tls.crt and tls.key for each role in tls.existingSecrets, or set tls.certManager.enabled and issuerRef. There is no plaintext between pods.\n" (join ", " $missing)) -}}
{{- end -}}
{{- if not .Values.apiKeys.existingSecret -}}
{{- fail "\n\napiKeys.existingSecret is empty: name the secret whose key api-keys holds the lines made by `vectron keys create`. The routers serve nobody without a key.\n" -}}
{{- end -}}
{{- if and .Values.admin.enabled .Values.router.publicTls.existingSecret (not .Values.admin.routerCa.existingSecret) -}}
{{- fail "\n\nadmin.routerCa.existingSecret is empty: router.publicTls puts TLS on the routers' gRPC, so the dashboard needs the CA that signed their certificate\n" -}}
{{- end -}}
{{- range $role := list "router" "admin" -}}
{{- $values := index $.Values $role -}}
{{- if and $values.ingress.enabled (not $values.ingress.host) -}}
{{- fail (printf "\n\n%s.ingress.host is empty: name the host under which clients reach it\n" $role) -}}
{{- end -}}
{{- if ge (int $values.preStopSleepSeconds) (int $values.terminationGracePeriodSeconds) -}}
{{- fail (printf "\n\n%s.preStopSleepSeconds is %d, it must be less than terminationGracePeriodSeconds, %d: the pod would be killed before it stops\n" $role (int $values.preStopSleepSeconds) (int $values.terminationGracePeriodSeconds)) -}}
{{- end -}}
{{- end -}}
{{- if and (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) -}}
{{- fail "\n\nserviceAccount.name is empty and serviceAccount.create is false: name the account to use\n" -}}
{{- end -}}
{{- end -}}
