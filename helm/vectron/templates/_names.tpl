{{- define "vectron.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/*
The start of every object's name, at most 40 characters: "-worker-headless" and a revision's hash still fit into 63.
A longer name is cut and ends with a hash of itself, so that two long releases do not meet.
*/}}
{{- define "vectron.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- $full = default $full .Values.fullnameOverride -}}
{{- if gt (len $full) 40 -}}
{{- printf "%s-%s" ($full | trunc 31 | trimSuffix "-") ($full | sha256sum | trunc 8) -}}
{{- else -}}
{{- $full | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Name of a role's objects. Takes root and role. */}}
{{- define "vectron.roleName" -}}
{{- printf "%s-%s" (include "vectron.fullname" .root) .role -}}
{{- end -}}

{{- define "vectron.headlessName" -}}
{{- printf "%s-headless" (include "vectron.roleName" .) -}}
{{- end -}}

{{/* Domain under which each pod of a role has a stable name. Takes root and role. */}}
{{- define "vectron.headlessDomain" -}}
{{- printf "%s.%s.svc.%s" (include "vectron.headlessName" .) .root.Release.Namespace .root.Values.clusterDomain -}}
{{- end -}}

{{- define "vectron.serviceDomain" -}}
{{- printf "%s.%s.svc.%s" (include "vectron.roleName" .) .root.Release.Namespace .root.Values.clusterDomain -}}
{{- end -}}

{{- define "vectron.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "vectron.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* What all pods of the release carry. */}}
{{- define "vectron.releaseSelector" -}}
app.kubernetes.io/name: {{ include "vectron.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* What the pods of one role carry. Takes root and role. */}}
{{- define "vectron.selector" -}}
{{ include "vectron.releaseSelector" .root }}
app.kubernetes.io/component: {{ .role }}
{{- end -}}

{{/* Labels of an object. Takes root and role. */}}
{{- define "vectron.labels" -}}
{{ include "vectron.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* Image of a role. Takes root and role. */}}
{{- define "vectron.image" -}}
{{- $image := (index .root.Values .role).image -}}
{{- with .root.Values.image.registry }}{{ . }}/{{ end -}}
{{- $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ default .root.Chart.AppVersion .root.Values.image.tag }}{{ end -}}
{{- end -}}

{{/* Secret with the cluster certificate of a role. Takes root and role. */}}
{{- define "vectron.tlsSecret" -}}
{{- if .root.Values.tls.certManager.enabled -}}
{{- printf "%s-tls" (include "vectron.roleName" .) -}}
{{- else -}}
{{- index .root.Values.tls.existingSecrets .role -}}
{{- end -}}
{{- end -}}

{{/* The roles that this release runs, as a YAML list under "roles". */}}
{{- define "vectron.roles" -}}
roles: [pd, worker, router{{ if .Values.admin.enabled }}, admin{{ end }}]
{{- end -}}
