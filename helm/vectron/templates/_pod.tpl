{{/*
The pod template of a role; what differs between the roles is here side by side, so that what must not differ (the
security context, above all) is written once. Takes root and role.
*/}}
{{- define "vectron.pod" -}}
{{- $root := .root -}}
{{- $role := .role -}}
{{- $values := index $root.Values $role -}}
{{- $stateful := or (eq $role "pd") (eq $role "worker") -}}
metadata:
  labels:
    {{- /* the selector comes last: podLabels cannot change what a pod is selected by */}}
    {{- mergeOverwrite (dict) $values.podLabels (include "vectron.selector" . | fromYaml) | toYaml | nindent 4 }}
  annotations:
    {{- $checksum := dict "checksum/settings" (include "vectron.settings" . | sha256sum) }}
    {{- mergeOverwrite (dict) $values.podAnnotations $checksum | toYaml | nindent 4 }}
spec:
  serviceAccountName: {{ include "vectron.serviceAccountName" $root }}
  automountServiceAccountToken: false
  # a Service of this release would become VECTRON_..._PORT=tcp://... and break the settings
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ int $values.terminationGracePeriodSeconds }}
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    # a volume with millions of files is not walked at each start
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- include "vectron.scheduling" . | nindent 2 }}
  containers:
    - name: {{ $role }}
      image: {{ include "vectron.image" . | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        privileged: false
        capabilities:
          drop: [ALL]
      ports:
        {{- range $name, $port := include "vectron.rolePorts" . | fromYaml }}
        - name: {{ $name }}
          containerPort: {{ int $port }}
          protocol: TCP
        {{- end }}
      envFrom:
        - configMapRef:
            name: {{ include "vectron.roleName" . }}
      env:
        {{- if $stateful }}
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        - name: VECTRON_{{ upper $role }}_HOST
          value: $(POD_NAME).{{ include "vectron.headlessDomain" . }}
        {{- else }}
        - name: POD_IP
          valueFrom:
            fieldRef:
              fieldPath: status.podIP
        - name: VECTRON_{{ upper $role }}_HOST
          value: $(POD_IP)
        {{- end }}
        - name: JAVA_TOOL_OPTIONS
          value: {{ $values.jvmOptions | quote }}
        {{- with $values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- include "vectron.probes" . | nindent 6 }}
      {{- if not $stateful }}
      lifecycle:
        preStop:
          sleep:
            seconds: {{ int $values.preStopSleepSeconds }}
      {{- end }}
      resources:
        {{- toYaml $values.resources | nindent 8 }}
      volumeMounts:
        {{- if $stateful }}
        - name: data
          mountPath: /data
        {{- end }}
        - name: tmp
          mountPath: /tmp
        {{- range include "vectron.secretMounts" . | fromYamlArray }}
        - name: {{ .name }}
          mountPath: /etc/vectron/{{ .name }}
          readOnly: true
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: 512Mi
    {{- range include "vectron.secretMounts" . | fromYamlArray }}
    - name: {{ .name }}
      secret:
        secretName: {{ .secret }}
        # 0440: read by the group, which is fsGroup
        defaultMode: 288
        items:
          {{- toYaml .items | nindent 10 }}
    {{- end }}
{{- end -}}

{{/* Secrets of a role: the name of the volume and of its folder in /etc/vectron, the secret, the files. */}}
{{- define "vectron.secretMounts" -}}
{{- $root := .root -}}
{{- $values := index $root.Values .role -}}
- name: tls
  secret: {{ include "vectron.tlsSecret" . | quote }}
  items: [{key: ca.crt, path: ca.crt}, {key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]
{{- if eq .role "router" }}
- name: keys
  secret: {{ $root.Values.apiKeys.existingSecret | quote }}
  items: [{key: {{ $root.Values.apiKeys.key | quote }}, path: api-keys}]
{{- end }}
{{- if and (or (eq .role "router") (eq .role "admin")) $values.publicTls.existingSecret }}
- name: public-tls
  secret: {{ $values.publicTls.existingSecret | quote }}
  items: [{key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]
{{- end }}
{{- if and (eq .role "admin") $root.Values.router.publicTls.existingSecret }}
- name: router-ca
  secret: {{ $values.routerCa.existingSecret | quote }}
  items: [{key: {{ $values.routerCa.key | quote }}, path: ca.crt}]
{{- end }}
{{- end -}}

{{/* Until the start is over only the startup probe runs; a busy instance is taken out long before it is killed. */}}
{{- define "vectron.probes" -}}
startupProbe:
  httpGet:
    path: /actuator/health/liveness
    port: management
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: {{ div (add (int (index .root.Values .role).startupSeconds) 4) 5 }}
livenessProbe:
  httpGet:
    path: /actuator/health/liveness
    port: management
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: /actuator/health/readiness
    port: management
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}

{{/* Where the pods of a role may run. Takes root and role. */}}
{{- define "vectron.scheduling" -}}
{{- $values := index .root.Values .role -}}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if $values.affinity }}
affinity:
  {{- toYaml $values.affinity | nindent 2 }}
{{- else if .root.Values.antiAffinity.enabled }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "vectron.selector" . | nindent 14 }}
{{- end }}
{{- with .root.Values.topologySpread }}
{{- if .enabled }}
topologySpreadConstraints:
  - maxSkew: {{ int .maxSkew }}
    topologyKey: {{ .topologyKey }}
    whenUnsatisfiable: {{ .whenUnsatisfiable }}
    labelSelector:
      matchLabels:
        {{- include "vectron.selector" $ | nindent 8 }}
{{- end }}
{{- end }}
{{- end -}}
