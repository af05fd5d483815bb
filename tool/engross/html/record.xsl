<?xml version="1.0" encoding="UTF-8"?>
<!-- The header as a record that can be read: what the document is, where it comes from, how the edition was made.
     A row is shown where the header has something to say in it. -->
<xsl:stylesheet version="1.0"
    xmlns="http://www.w3.org/1999/xhtml"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:e="urn:engross:view"
    exclude-result-prefixes="tei e">

  <xsl:template match="tei:teiHeader" mode="record">
    <section class="record" aria-label="Record">
      <h2>Record</h2>
      <xsl:text>&#10;</xsl:text>
      <h3>The document</h3>
      <dl>
        <xsl:apply-templates select="." mode="document"/>
      </dl>
      <xsl:if test="tei:fileDesc/tei:sourceDesc[normalize-space()]">
        <h3>The source</h3>
        <dl>
          <xsl:apply-templates select="tei:fileDesc/tei:sourceDesc/*" mode="source"/>
        </dl>
      </xsl:if>
      <xsl:variable name="edition"><xsl:apply-templates select="." mode="edition"/></xsl:variable>
      <xsl:if test="normalize-space($edition)">
        <h3>The edition</h3>
        <dl>
          <xsl:copy-of select="$edition"/>
        </dl>
      </xsl:if>
    </section>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- The document ..............................................................................................-->

  <xsl:template match="tei:teiHeader" mode="document">
    <xsl:variable name="titles" select="tei:fileDesc/tei:titleStmt"/>
    <xsl:variable name="profile" select="tei:profileDesc"/>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Title</xsl:with-param>
      <xsl:with-param name="values" select="$titles/tei:title[not(@level = 'm' or @level = 's' or @level = 'j')]"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">In</xsl:with-param>
      <xsl:with-param name="values" select="$titles/tei:title[@level = 'm' or @level = 's' or @level = 'j'] | tei:fileDesc/tei:seriesStmt"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Author</xsl:with-param>
      <xsl:with-param name="values" select="$titles/tei:author"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Written</xsl:with-param>
      <xsl:with-param name="values" select="$profile/tei:creation"/>
    </xsl:call-template>
    <xsl:for-each select="$profile/tei:correspDesc">
      <xsl:for-each select="tei:correspAction">
        <xsl:call-template name="row">
          <xsl:with-param name="label">
            <xsl:choose>
              <xsl:when test="@type = 'sent'">Sent</xsl:when>
              <xsl:when test="@type = 'received'">Received</xsl:when>
              <xsl:when test="@type = 'transmitted'">Transmitted</xsl:when>
              <xsl:when test="@type = 'forwarded'">Forwarded</xsl:when>
              <xsl:when test="@type = 'redirected'">Redirected</xsl:when>
              <xsl:otherwise>Correspondence</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
          <xsl:with-param name="values" select="."/>
        </xsl:call-template>
      </xsl:for-each>
      <xsl:call-template name="row">
        <xsl:with-param name="label">Correspondence</xsl:with-param>
        <xsl:with-param name="values" select="*[not(self::tei:correspAction)]"/>
      </xsl:call-template>
    </xsl:for-each>
    <xsl:apply-templates select="$profile/tei:textClass/*" mode="document"/>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Language</xsl:with-param>
      <xsl:with-param name="values" select="$profile/tei:langUsage/tei:language[normalize-space()]"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">About</xsl:with-param>
      <xsl:with-param name="values" select="tei:fileDesc/tei:notesStmt/tei:note | $profile/tei:abstract"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">People</xsl:with-param>
      <xsl:with-param name="values" select="$profile/tei:particDesc//tei:person | $profile/tei:particDesc/tei:p"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:key name="class" match="tei:catRef" use="@scheme"/>

  <!-- A class: the taxonomy's own words for it, if it has any. -->
  <xsl:template match="tei:catRef" mode="document">
    <xsl:variable name="category" select="key('id', substring-after(@target, '#'))"/>
    <xsl:variable name="scheme" select="key('id', substring-after(@scheme, '#'))"/>
    <xsl:if test="$category and generate-id() = generate-id(key('class', @scheme)[1])">
      <xsl:call-template name="row">
        <xsl:with-param name="label">
          <xsl:choose>
            <xsl:when test="@scheme = '#genre'">Kind</xsl:when>
            <xsl:when test="@scheme = '#classification'">Classification</xsl:when>
            <xsl:when test="@scheme = '#handling'">Handling</xsl:when>
            <xsl:when test="$scheme/tei:desc"><xsl:value-of select="normalize-space($scheme/tei:desc)"/></xsl:when>
            <xsl:otherwise>Class</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
        <xsl:with-param name="values" select="$category | key('class', @scheme)[position() &gt; 1]"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template match="tei:keywords | tei:classCode" mode="document">
    <xsl:call-template name="row">
      <xsl:with-param name="label">Keywords</xsl:with-param>
      <xsl:with-param name="values" select="tei:term | tei:list/tei:item | self::tei:classCode"/>
    </xsl:call-template>
  </xsl:template>

  <!-- The source ................................................................................................-->

  <xsl:template match="tei:bibl[@type = 'digital-source']" mode="source">
    <xsl:call-template name="row">
      <xsl:with-param name="label">Digital source</xsl:with-param>
      <xsl:with-param name="values" select="*"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="tei:msDesc" mode="source">
    <xsl:call-template name="row">
      <xsl:with-param name="label">Held by</xsl:with-param>
      <xsl:with-param name="values" select="tei:msIdentifier"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Description</xsl:with-param>
      <xsl:with-param name="values" select="*[not(self::tei:msIdentifier)]"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="*" mode="source">
    <xsl:call-template name="row">
      <xsl:with-param name="label">
        <xsl:choose>
          <xsl:when test="@type = 'print' or @type = 'published'">Printed in</xsl:when>
          <xsl:otherwise>Source</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="values" select="."/>
    </xsl:call-template>
  </xsl:template>

  <!-- The edition ...............................................................................................-->

  <xsl:template match="tei:teiHeader" mode="edition">
    <xsl:variable name="file" select="tei:fileDesc"/>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Editor</xsl:with-param>
      <xsl:with-param name="values" select="$file/tei:titleStmt/*[self::tei:editor or self::tei:principal]"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Supported by</xsl:with-param>
      <xsl:with-param name="values" select="$file/tei:titleStmt/*[self::tei:funder or self::tei:sponsor]"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Responsible</xsl:with-param>
      <xsl:with-param name="values" select="$file/tei:titleStmt/tei:respStmt | $file/tei:editionStmt/*"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Extent</xsl:with-param>
      <xsl:with-param name="values" select="$file/tei:extent"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Published</xsl:with-param>
      <xsl:with-param name="values" select="$file/tei:publicationStmt/*[not(self::tei:idno or self::tei:availability)]"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Identifier</xsl:with-param>
      <xsl:with-param name="values" select="$file/tei:publicationStmt/tei:idno"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Rights</xsl:with-param>
      <xsl:with-param name="values" select="$file/tei:publicationStmt/tei:availability/*"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Purpose</xsl:with-param>
      <xsl:with-param name="values" select="tei:encodingDesc/tei:projectDesc/*"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Principles</xsl:with-param>
      <xsl:with-param name="values" select="tei:encodingDesc/tei:editorialDecl/* | tei:encodingDesc/tei:p | tei:encodingDesc/tei:samplingDecl/*"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Made with</xsl:with-param>
      <xsl:with-param name="values" select="tei:encodingDesc/tei:appInfo/tei:application"/>
    </xsl:call-template>
    <xsl:call-template name="row">
      <xsl:with-param name="label">Changes</xsl:with-param>
      <xsl:with-param name="values" select="tei:revisionDesc//tei:change"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Rows and values ...........................................................................................-->

  <xsl:template name="row">
    <xsl:param name="label"/>
    <xsl:param name="values"/>
    <xsl:if test="$values[normalize-space() or self::tei:catRef]">
      <div>
        <dt><xsl:value-of select="$label"/></dt>
        <xsl:for-each select="$values[normalize-space() or self::tei:catRef]">
          <dd>
            <xsl:if test="self::tei:person and @xml:id">
              <xsl:attribute name="id"><xsl:value-of select="@xml:id"/></xsl:attribute>
            </xsl:if>
            <xsl:call-template name="language"/>
            <xsl:apply-templates select="." mode="value"/>
          </dd>
        </xsl:for-each>
      </div>
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template match="*" mode="value">
    <xsl:apply-templates mode="value"/>
  </xsl:template>
  <xsl:template match="comment() | processing-instruction()" mode="value"/>

  <!-- Parts that are set without punctuation between them get a comma. -->
  <xsl:template match="tei:msIdentifier | tei:correspAction | tei:respStmt | tei:msIdentifier/tei:altIdentifier
      | tei:address | tei:seriesStmt | tei:biblStruct | tei:monogr | tei:imprint | tei:analytic" mode="value">
    <xsl:for-each select="*[normalize-space()]">
      <xsl:if test="position() &gt; 1">, </xsl:if>
      <xsl:apply-templates select="." mode="value"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="tei:respStmt" mode="value" priority="1">
    <xsl:for-each select="tei:resp"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:apply-templates mode="value"/></xsl:for-each>
    <xsl:text>: </xsl:text>
    <xsl:for-each select="*[not(self::tei:resp)]"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:apply-templates mode="value"/></xsl:for-each>
  </xsl:template>

  <xsl:template match="tei:catRef" mode="value">
    <xsl:apply-templates select="key('id', substring-after(@target, '#'))/tei:catDesc" mode="value"/>
  </xsl:template>

  <xsl:template match="tei:person" mode="value">
    <xsl:variable name="main" select="(tei:persName[@type = 'main'] | tei:persName[not(../tei:persName[@type = 'main'])])[1]"/>
    <xsl:choose>
      <xsl:when test="@e:href">
        <a href="{@e:href}"><xsl:apply-templates select="$main" mode="value"/></a>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="$main" mode="value"/></xsl:otherwise>
    </xsl:choose>
    <xsl:variable name="others" select="tei:persName[generate-id() != generate-id($main)]"/>
    <xsl:if test="$others">
      <xsl:text> (</xsl:text>
      <xsl:for-each select="$others">
        <xsl:if test="position() &gt; 1">, </xsl:if>
        <xsl:apply-templates mode="value"/>
      </xsl:for-each>
      <xsl:text>)</xsl:text>
    </xsl:if>
    <xsl:for-each select="*[not(self::tei:persName)][normalize-space() or @e:href]">
      <xsl:text>; </xsl:text>
      <xsl:apply-templates select="." mode="value"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="tei:change" mode="value">
    <xsl:if test="@when"><xsl:value-of select="@when"/>: </xsl:if>
    <xsl:apply-templates mode="value"/>
  </xsl:template>

  <xsl:template match="tei:application" mode="value">
    <xsl:for-each select="*[normalize-space()]">
      <xsl:if test="position() &gt; 1">. </xsl:if>
      <xsl:apply-templates select="." mode="value"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="tei:idno" mode="value">
    <xsl:if test="@type and @type != 'local' and @type != 'file' and @type != 'lot'">
      <xsl:value-of select="concat(@type, ': ')"/>
    </xsl:if>
    <span class="idno"><xsl:apply-templates mode="value"/></span>
  </xsl:template>

  <xsl:template match="tei:title[@level = 'm' or @level = 'j']" mode="value">
    <cite><xsl:apply-templates mode="value"/></cite>
  </xsl:template>

  <!-- Paragraphs and the like are lines of their own. -->
  <xsl:template match="tei:p | tei:ab | tei:summary | tei:origin | tei:provenance | tei:acquisition | tei:note[*]" mode="value">
    <div class="line"><xsl:apply-templates mode="value"/></div>
    <xsl:text> </xsl:text>
  </xsl:template>

  <xsl:template match="tei:list" mode="value">
    <ul>
      <xsl:for-each select="tei:item"><li><xsl:apply-templates mode="value"/></li></xsl:for-each>
    </ul>
  </xsl:template>

  <xsl:template match="tei:ref | tei:ptr | tei:licence" mode="value">
    <xsl:choose>
      <xsl:when test="@e:href">
        <a href="{@e:href}" rel="external noreferrer">
          <xsl:apply-templates mode="value"/>
          <xsl:if test="not(normalize-space())"><xsl:value-of select="@target"/></xsl:if>
        </a>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates mode="value"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
